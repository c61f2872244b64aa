import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './prepare.mjs';
import { runProgram } from './runProgram.mjs';

const FLAGS = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];

const skippedNames = (report) =>
  report.testResults.flatMap((suite) =>
    suite.assertionResults
      .filter(({ status }) => status === 'pending' || status === 'todo')
      .map(({ fullName }) => `${path.relative(root, suite.name)}: ${fullName}`),
  );

/** Counts of a jest run; a suite that could not run, or a failure outside every test, is a failure too. */
const countJest = (file, ok) => {
  if (!existsSync(file)) return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [] };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !ok ? 1 : failed,
    skipped: skippedNames(report),
  };
};

/** A step that runs one of Jest's projects; `options` are Jest's own, `part` names one of the parts in its config. */
export const jestStep =
  (project, ...options) =>
  async ({ jestArgs, long, print, part }) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'lethe-jest-'));
    const file = path.join(folder, 'report.json');
    const report = ['--json', `--outputFile=${file}`];
    const jest = path.join(root, 'node_modules/jest/bin/jest.js');
    const args = [...FLAGS, jest, '--selectProjects', project, ...report, ...options, ...jestArgs];
    try {
      const env = { ...(long && { LETHE_TEST_LONG: '1' }), ...(part && { LETHE_TEST_PART: part }) };
      const ok = await runProgram(process.execPath, args, { print, minutes: long ? 600 : 30, env });
      return countJest(file, ok);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
