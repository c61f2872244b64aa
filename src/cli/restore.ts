import type { Command } from 'commander';
import { verifyBackup } from '../backup/readBackup.js';
import { restoreBackup } from '../backup/restoreBackup.js';
import type { Cli, GlobalOptions } from './cli.js';
import { confirm } from './confirm.js';
import { assertNobodyElse } from './exclusive.js';
import { startProgress } from './progress.js';
import { withSession } from './session.js';
import { formatCount } from './table.js';

interface RestoreOptions extends GlobalOptions {
  readonly keys?: boolean;
  readonly force?: boolean;
  readonly yes?: boolean;
}

/** `lethe restore`: what `lethe backup` wrote. No gateway may run. */
export function addRestore(program: Command, cli: Cli): void {
  program
    .command('restore <file>')
    .description('put back what lethe backup wrote; no gateway may run')
    .option('--keys', 'the file is a backup of the key database')
    .option('--force', 'replace what is in the database')
    .option('--yes', 'do not ask')
    .action(async (file: string, _options, command: Command) => {
      const options = command.optsWithGlobals<RestoreOptions>();
      const holds = options.keys === true ? 'KEYS' : 'DATA';
      const [isForced, isAgreed] = [options.force === true, options.yes === true];
      const { trailer } = await verifyBackup(file, holds);
      await assertNobodyElse(cli.readConfig(), isAgreed);
      if (isForced) await confirm('Replace everything that is in the database?', isAgreed);
      const total = Object.values(trailer.counts).reduce((sum, count) => sum + count, 0);
      const progress = startProgress(cli.output, 'documents', total);
      const session = { ...options, joinRunning: false, isFor: 'RESTORE' } as const;
      const { header, forgotten } = await withSession(cli, session, ({ backend: { core } }) =>
        restoreBackup(core, holds, file, isForced, (done) => progress.update(done)),
      ).finally(() => progress.stop());
      if (options.json) cli.output.json({ file, holds, documents: total, writtenAt: header.at, forgotten });
      else
        cli.output.line(
          `Restored: ${formatCount(total)} documents of ${header.at.toISOString()}. ` +
            'What was erased since is erased again.',
        );
    });
}
