import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '../config.js';
import { DatabaseError } from '../database/errors.js';
import { WrongMasterKey } from '../events/keyRing.js';
import { errorName } from '../lib/errors.js';
import { BrokenMasterKeyFile } from '../masterKeyFile.js';
import type { Cli, GlobalOptions } from './cli.js';
import { checkForgetting } from './doctor/checkForgetting.js';
import { checkKeys } from './doctor/checkKeys.js';
import { checkDataFolder, checkMasterKey, checkNode, checkSettings } from './doctor/checkMachine.js';
import { checkServer } from './doctor/checkServer.js';
import { fail, ok, type Finding } from './doctor/finding.js';
import { CommandFailed, Interrupted, isForOperator } from './failure.js';
import type { Output } from './output.js';
import { withSession } from './session.js';

/** `lethe doctor`: looks at everything that can be wrong, changes nothing, and says what to do. */
export function addDoctor(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .description('check this installation; safe beside a running gateway')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const findings = await examine(cli, options);
      if (options.json) cli.output.json(findings);
      else for (const finding of findings) tell(cli.output, finding);
      const failed = findings.filter(({ state }) => state === 'fail').length;
      if (failed > 0)
        throw new CommandFailed(`${String(failed)} of ${String(findings.length)} checks failed.`);
    });
}

async function examine(cli: Cli, options: GlobalOptions): Promise<readonly Finding[]> {
  const node = checkNode(process.versions.node);
  const { config, findings } = checkSettings(cli.readConfig);
  if (config === null) return [node, ...findings];
  const folder = await checkDataFolder(config);
  const isEmpty = config.mongodbUri === null && !existsSync(join(config.dataDir, 'database'));
  const key = await checkMasterKey(config, isEmpty);
  const machine = [node, ...findings, ...folder.findings, key];
  // To open the database without its key would make a new, wrong one.
  if (key.state === 'fail') return machine;
  if (isEmpty) return [...machine, ok('database', 'Nothing is stored yet: npm start makes everything.')];
  return [...machine, ...(await examineDatabase(cli, config, options))];
}

async function examineDatabase(
  cli: Cli,
  config: Config,
  options: GlobalOptions,
): Promise<readonly Finding[]> {
  try {
    return await withSession(cli, options, async ({ backend }) => [
      ...(await checkServer(backend, cli.clock)),
      ...(await checkKeys(backend.core)),
      ...(await checkForgetting(backend.core)),
    ]);
  } catch (error) {
    if (error instanceof DatabaseError)
      return [fail('database', error.message, 'docs/database.md tells which databases will do.')];
    if (error instanceof WrongMasterKey || error instanceof BrokenMasterKeyFile)
      return [
        fail('master key', error.message, `See docs/operations.md. The data folder is ${config.dataDir}.`),
      ];
    if (error instanceof Interrupted || isForOperator(error)) throw error;
    const remedy = 'The gateway’s log tells more. Was the data written by another version?';
    return [fail('database', `It cannot be opened as it should be (${errorName(error)}).`, remedy)];
  }
}

const MARKS = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const;
const NAME_WIDTH = 20;

function tell({ line }: Output, { check, state, message, remedy }: Finding): void {
  line(`${MARKS[state]}  ${check.padEnd(NAME_WIDTH)} ${message}`);
  if (remedy !== undefined) line(`      ${''.padEnd(NAME_WIDTH)} → ${remedy}`);
}
