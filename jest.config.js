/** Four projects: pure units, suites on a real database, the product through its front door, and in a browser. */
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, useDefineForClassFields: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};

/** Where it is asked for: docs/scaling.md, "What a soak shows". */
const isSoakWanted = process.env.LETHE_TEST_LONG === '1' || process.env.LETHE_TEST_SOAK === '1';

/**
 * End-to-end suites that mostly wait, above all for what a killed process held to be let go after a minute: two at a time
 * keep no more than one core busy. `npm test` runs them first, then the rest one by one (scripts/lib/steps.mjs).
 */
const WAITING = '/test/e2e/(chatwoot|databaseAway|kill|mediaKill|relayKill|webhooks)\\.test\\.ts$';
const part = process.env.LETHE_TEST_PART;

export default {
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/test/unit/**/*.test.ts'] },
    {
      ...base,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/integration/**/*.test.ts'],
      setupFiles: ['<rootDir>/test/support/letTimersGo.ts'],
      globalSetup: '<rootDir>/test/support/startDatabase.ts',
      globalTeardown: '<rootDir>/test/support/stopDatabase.ts',
    },
    {
      ...base,
      displayName: 'browser',
      testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
      setupFiles: ['<rootDir>/test/support/letTimersGo.ts'],
      globalSetup: '<rootDir>/test/support/startDatabase.ts',
      globalTeardown: '<rootDir>/test/support/stopDatabase.ts',
    },
    {
      ...base,
      displayName: 'e2e',
      testPathIgnorePatterns: [
        ...base.testPathIgnorePatterns,
        ...(isSoakWanted ? [] : ['/test/e2e/soak\\.test\\.ts$']),
        ...(part === 'REST' ? [WAITING] : []),
      ],
      ...(part === 'WAITING' ? { testRegex: [WAITING] } : { testMatch: ['<rootDir>/test/e2e/**/*.test.ts'] }),
      setupFiles: ['<rootDir>/test/support/letTimersGo.ts'],
      globalSetup: '<rootDir>/test/support/startDatabase.ts',
      globalTeardown: '<rootDir>/test/support/stopDatabase.ts',
    },
  ],
  testSequencer: '<rootDir>/test/support/longestFirst.mjs',
  testTimeout: 60_000,
};
