import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import { importX } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { localPlugin, localRules } from './scripts/lint/localPlugin.mjs';

const NODE_GLOBALS = Object.fromEntries(
  ['process', 'console', 'URL', 'Buffer', 'setTimeout', 'clearTimeout', 'fetch', 'performance'].map(
    (name) => [name, 'readonly'],
  ),
);
const envOnlyInConfig = {
  'no-restricted-properties': [
    'error',
    { object: 'process', property: 'env', message: 'Only src/config.ts reads it.' },
  ],
  'no-restricted-imports': [
    'error',
    { name: 'node:process', importNames: ['env'], message: 'Only src/config.ts reads it.' },
    { name: 'process', message: 'Use the global.' },
  ],
};

export default defineConfig(
  { ignores: ['dist/', 'dist-*/', 'coverage/', '.lethe/', '.cache/', '**/generated/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx,js,mjs}'],
    plugins: { local: localPlugin, 'import-x': importX },
    rules: {
      ...localRules,
      'max-lines': ['error', { max: 250 }],
      eqeqeq: 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-self-import': 'error',
      'import-x/no-mutable-exports': 'error',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: NODE_GLOBALS },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      // An in-memory implementation of an asynchronous port has nothing to await.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['{src,resolvers,jobs,schema}/**/*.ts'],
    rules: { 'no-console': 'error', ...envOnlyInConfig },
  },
  {
    // type-graphql's classes are a notation for types: what has those types are plain objects, never instances.
    files: ['{schema,resolvers}/**/*.ts', 'src/graphql/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
    },
  },
  {
    files: ['dashboard/src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
    rules: {
      // TanStack Router's way to send somebody elsewhere.
      '@typescript-eslint/only-throw-error': [
        'error',
        { allow: [{ from: 'package', package: '@tanstack/router-core', name: 'Redirect' }] },
      ],
    },
  },
  { files: ['src/config.ts'], rules: { 'no-restricted-properties': 'off', 'no-restricted-imports': 'off' } },
  { files: ['src/cli/**'], rules: { 'no-console': 'off' } },
  {
    files: ['src/domain/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
          message: 'Time is an argument.',
        },
        {
          selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]',
          message: 'Time is an argument.',
        },
        {
          selector: 'MemberExpression[object.name="Math"][property.name="random"]',
          message: 'Randomness is an argument.',
        },
        { selector: 'MemberExpression[object.name="crypto"]', message: 'Ids and randomness are arguments.' },
      ],
    },
  },
  {
    files: [
      '*.config.{js,ts,mjs}',
      'scripts/lint/*.config.mjs',
      'test/support/{start,stop}*.ts',
      '{dashboard,playground}/*.config.ts',
    ],
    rules: { 'import-x/no-default-export': 'off' },
  },
);
