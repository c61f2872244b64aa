import { Command } from 'commander';
import { addAdmin } from './admin.js';
import { addBackup } from './backup.js';
import type { Cli, GlobalOptions } from './cli.js';
import { addDoctor } from './doctor.js';
import { addErase } from './erase.js';
import { addExport } from './export.js';
import { failureOf } from './failure.js';
import { addKeysRotate } from './keysRotate.js';
import { addMigrate } from './migrate.js';
import { addProviderDouble } from './providerDouble.js';
import { addReceipts } from './receipts.js';
import { addRebuild } from './rebuild.js';
import { addRestore } from './restore.js';
import { addRetentionPreview } from './retentionPreview.js';
import { addRetentionRun } from './retentionRun.js';
import { addSchema } from './schema.js';
import { addSeed } from './seed.js';
import { addServe } from './serve.js';

const DESCRIPTION = 'A self-hosted gateway for WhatsApp messages that forgets on schedule.';
const AFTER_HELP = `
Settings come from the environment, as for the gateway (docs/operations.md): DATA_DIR, MONGODB_URI, ...
Exit codes: 0 done, 1 failed or found wrong, 2 wrong usage, 130 stopped by a signal.`;

/**
 * Runs one command line.
 * @param args without the program's own name
 * @returns the exit code; whatever went wrong is told on stderr already
 */
export async function runCommand(args: readonly string[], cli: Cli): Promise<number> {
  const program = createProgram(cli);
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    const { message, exitCode } = failureOf(error, program.opts<GlobalOptions>().verbose === true);
    if (message !== null) cli.output.note(message);
    return exitCode;
  }
}

function createProgram(cli: Cli): Command {
  const { output } = cli;
  const program = new Command('lethe')
    .description(DESCRIPTION)
    .option('--json', 'print the result as JSON')
    .option('--verbose', 'tell more of what happens, on stderr')
    .addHelpText('after', AFTER_HELP)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => {
        output.line(text.trimEnd());
      },
      writeErr: (text) => {
        output.note(text.trimEnd());
      },
    })
    .showHelpAfterError('(--help tells how it is used)')
    .exitOverride();
  addServe(program, cli);
  addSeed(program, cli);
  const retention = program
    .command('retention')
    .description('see what is due to be forgotten, and forget it');
  addRetentionPreview(retention, cli);
  addRetentionRun(retention, cli);
  addKeysRotate(program.command('keys').description('the keys that everything is sealed by'), cli);
  addErase(program, cli);
  addExport(program, cli);
  addReceipts(program, cli);
  addBackup(program, cli);
  addRestore(program, cli);
  addMigrate(program, cli);
  addRebuild(program, cli);
  addDoctor(program, cli);
  addSchema(program, cli);
  addAdmin(program, cli);
  addProviderDouble(program, cli);
  return program;
}
