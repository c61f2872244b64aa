import type { Command } from 'commander';
import { collectionsOf, databaseOf } from '../backup/contents.js';
import type { Holds } from '../backup/backupFile.js';
import { writeBackup } from '../backup/writeBackup.js';
import type { Core } from '../events/core.js';
import type { Cli, GlobalOptions } from './cli.js';
import { startProgress } from './progress.js';
import { withSession } from './session.js';
import { formatCount } from './table.js';

interface BackupOptions extends GlobalOptions {
  readonly keys?: boolean;
}

/** `lethe backup`: the main database, or the keys, into a file; beside gateways that go on working. */
export function addBackup(program: Command, cli: Cli): void {
  program
    .command('backup <file>')
    .description('write the main database, without its keys, into a file; gateways may run')
    .option('--keys', 'the key database instead: keep its file apart, and only the newest')
    .action(async (file: string, _options, command: Command) => {
      const options = command.optsWithGlobals<BackupOptions>();
      const holds = options.keys === true ? 'KEYS' : 'DATA';
      const { counts, sha256 } = await withSession(cli, options, async ({ backend: { core }, signal }) => {
        const progress = startProgress(cli.output, 'documents', await totalOf(core, holds));
        try {
          return await writeBackup(core, holds, file, {
            signal,
            onProgress: (done) => progress.update(done),
          });
        } finally {
          progress.stop();
        }
      });
      const documents = Object.values(counts).reduce((sum, count) => sum + count, 0);
      if (options.json) cli.output.json({ file, holds, documents, counts, sha256 });
      else cli.output.line(`Written: ${file}, ${formatCount(documents)} documents.`);
    });
}

async function totalOf(core: Core, holds: Holds): Promise<number> {
  let total = 0;
  for (const collection of collectionsOf(holds)) total += await databaseOf(core, holds).count(collection, {});
  return total;
}
