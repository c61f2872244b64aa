import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installChromium, installPrometheus, installRedis, installSmtpd } from './installDebian.mjs';
import { ensureBuilt, ensureSitesBuilt, root } from './prepare.mjs';

/**
 * What `npm test` does, in order. A step's `run(jestArgs, long)` resolves to `{passed, failed, skipped: [names]}`;
 * a check counts as one. A step is not run when one that it `needs` failed; one that it only comes `after` is run
 * before it, come what may.
 */
const MINUTE = 60_000;
const at = (...parts) => path.join(root, ...parts);
const bin = (file) => at('node_modules', file);
const check = (ok) => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [] });

/** Runs a program of Node's with our terminal; resolves to true when it exits with 0 within the time. */
const node = (args, { minutes = 10, env = {} } = {}) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    const timer = setTimeout(() => {
      console.log(`not done after ${minutes} minutes: stopped`);
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
    }, minutes * MINUTE);
    child.on('error', () => resolve(false));
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
  });

const tool =
  (...args) =>
  async () =>
    check(await node([bin(args[0]), ...args.slice(1)]));

const skippedNames = (report) =>
  report.testResults.flatMap((suite) =>
    suite.assertionResults
      .filter(({ status }) => status === 'pending' || status === 'todo')
      .map(({ fullName }) => `${path.relative(root, suite.name)}: ${fullName}`),
  );

/** Counts of a jest run; a suite that could not run, or a failure outside every test, is a failure too. */
const countJest = (file, ok) => {
  if (!existsSync(file)) return check(false);
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !ok ? 1 : failed,
    skipped: skippedNames(report),
  };
};

const jest =
  (project, ...options) =>
  async (jestArgs, long) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'lethe-jest-'));
    const file = path.join(folder, 'report.json');
    const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
    const report = ['--json', `--outputFile=${file}`];
    const args = [
      ...flags,
      bin('jest/bin/jest.js'),
      '--selectProjects',
      project,
      ...report,
      ...options,
      ...jestArgs,
    ];
    try {
      const env = long ? { LETHE_TEST_LONG: '1' } : {};
      return countJest(file, await node(args, { minutes: long ? 600 : 30, env }));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };

const build = async () => {
  try {
    ensureBuilt();
    ensureSitesBuilt();
    return check(true);
  } catch (error) {
    console.log(error.message);
    return check(false);
  }
};

const codegen = async () => {
  if (!existsSync(at('test/e2e/operations'))) return { passed: 0, failed: 0, skipped: [] };
  return tool('@graphql-codegen/cli/esm/bin.js', '--config', 'codegen.yml', '--silent')();
};

/** The gateway and its tests, and what browsers load by the browsers' rules. */
const types = async () => {
  let ok = true;
  for (const folder of ['.', 'dashboard', 'playground'])
    ok = (await node([bin('typescript/bin/tsc'), '--noEmit', '-p', at(folder)])) && ok;
  return check(ok);
};

/** A server that some tests need; where it cannot be had, that is a skip with its reason, and so are they. */
const server = (name, install) => async () => {
  const { ok, reason } = install();
  if (!ok) console.log(reason);
  return ok ? check(true) : { passed: 0, failed: 0, skipped: [`${name}: ${reason}`] };
};

export const steps = [
  { name: 'format', run: tool('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.') },
  { name: 'codegen', run: codegen },
  { name: 'lint', after: ['codegen'], run: tool('eslint/bin/eslint.js', '--max-warnings=0', '.') },
  { name: 'types', after: ['codegen'], run: types },
  { name: 'build', run: build },
  {
    name: 'schema',
    needs: ['build'],
    run: async () => check(await node([at('dist/src/cli/main.js'), 'schema', '--check'])),
  },
  { name: 'unit', run: jest('unit', '--maxWorkers=2') },
  { name: 'smtpd', run: server('opensmtpd', installSmtpd) },
  { name: 'redis', run: server('redis-server', installRedis) },
  { name: 'prometheus', run: server('prometheus', installPrometheus) },
  {
    name: 'integration',
    after: ['codegen', 'smtpd', 'redis', 'prometheus'],
    run: jest('integration', '--maxWorkers=2'),
  },
  { name: 'e2e', after: ['codegen', 'redis'], needs: ['build'], run: jest('e2e', '--runInBand') },
  { name: 'chromium', run: server('chromium', installChromium) },
  {
    name: 'browser',
    after: ['codegen', 'chromium'],
    needs: ['build'],
    run: jest('browser', '--runInBand'),
  },
];
