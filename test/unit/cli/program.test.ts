import { describe, expect, it } from '@jest/globals';
import { CommanderError } from 'commander';
import { failureOf, CommandFailed, Interrupted, UsageError } from '../../../src/cli/failure.js';
import { runCommand } from '../../../src/cli/program.js';
import { StandaloneServerError } from '../../../src/database/errors.js';
import { LetheError } from '../../../src/lib/errors.js';
import { createTestCli } from '../../support/cli.js';

const run = async (args: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
  const test = createTestCli(environment);
  const exitCode = await runCommand(args, test.cli);
  return { exitCode, stdout: test.stdout(), stderr: test.stderr() };
};

describe('the command line', () => {
  it('shows help on stdout and exits with 0', async () => {
    const { exitCode, stdout, stderr } = await run(['--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const name of [
      'serve',
      'seed',
      'retention',
      'backup',
      'restore',
      'migrate',
      'rebuild',
      'doctor',
      'schema',
      'admin',
      'provider-double',
    ])
      expect(stdout).toContain(`  ${name}`);
  });

  it.each([
    [['bogus'], 'unknown command'],
    [['seed'], 'lethe seed --demo'],
    [['seed', '--demo', '--messages', '0'], 'whole number from 1'],
    [['seed', '--demo', '--messages', '1e3'], 'whole number from 1'],
    [['serve', '--role', 'all-of-it'], 'Allowed choices'],
    [['admin', 'create'], '--email'],
    [['admin', 'token', '--email', 'a@example.org'], '--name'],
    [['retention', 'preview', '--days', '1096'], 'from 0 to 1095'],
    [['retention', 'preview', '--days', '-1'], 'from 0 to 1095'],
    [['retention', 'preview', '--mode', 'RELAY_ONLY'], '--number'],
    [['backup'], "missing required argument 'file'"],
    [['restore'], "missing required argument 'file'"],
    [['schema', '--check', '--write'], 'not both'],
    [['provider-double', '--webhook', 'http://127.0.0.1:1/'], '--app-secret'],
    [['provider-double', '--webhook', 'x', '--app-secret', 's'], 'http://'],
    [['provider-double', '--statuses', 'sent,eaten'], 'delivered'],
  ])('%j is wrong usage: exit code 2, told on stderr', async (args, message) => {
    const { exitCode, stdout, stderr } = await run(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('tells every mistake in the settings, and no value', async () => {
    const { exitCode, stderr } = await run(['rebuild'], { PORT: 'canary-port', MASTER_KEY: 'canary-key' });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/PORT[^]*MASTER_KEY/);
    expect(stderr).not.toContain('canary');
  });
});

describe('failureOf', () => {
  it.each([
    [new UsageError('Wrong.'), 'Wrong.', 2],
    [new CommandFailed('Failed.'), 'Failed.', 1],
    [new Interrupted(), 'Stopped.', 130],
    [new LetheError('NOT_FOUND', 'Not there.'), 'Not there.', 1],
    [new CommanderError(0, 'commander.help', ''), null, 0],
    [new CommanderError(1, 'commander.unknownOption', ''), null, 2],
  ])('%p', (error, message, exitCode) => {
    expect(failureOf(error, false)).toEqual({ message, exitCode });
  });

  it('shows what an operator can mend', () => {
    expect(failureOf(new StandaloneServerError('db:27017', 27017), false).message).toContain('rs.initiate()');
  });

  it('never shows the message of an error that is not ours, which may quote a value', () => {
    const error = new TypeError('E11000 dup key: { phone: "canary" }');
    for (const isVerbose of [false, true]) {
      const { message, exitCode } = failureOf(error, isVerbose);
      expect(exitCode).toBe(1);
      expect(message).toContain('TypeError');
      expect(message).not.toContain('canary');
    }
    expect(failureOf(error, true).message).toContain('program.test.ts');
  });
});
