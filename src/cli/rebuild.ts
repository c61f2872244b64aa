import type { Command } from 'commander';
import { findRunningDatabase } from '../database/findDatabase.js';
import { COLLECTIONS } from '../events/collections.js';
import { rebuild } from '../projections/rebuild.js';
import { replayLedger } from '../retention/ledger.js';
import type { Cli, GlobalOptions } from './cli.js';
import { confirm } from './confirm.js';
import { CommandFailed } from './failure.js';
import { startProgress } from './progress.js';
import { withSession } from './session.js';
import { formatCount } from './table.js';

interface RebuildOptions extends GlobalOptions {
  readonly yes?: boolean;
}

const RUNNING =
  'A gateway runs on this data folder. Stop it first: what it would write meanwhile would be missing afterwards.';

/** `lethe rebuild`: the read models anew from the commits. Nothing else may write meanwhile. */
export function addRebuild(program: Command, cli: Cli): void {
  program
    .command('rebuild')
    .description('make the read models anew from the event log; the gateway must not run')
    .option('--yes', 'with MONGODB_URI: say that no gateway runs on this database')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<RebuildOptions>();
      const { mongodbUri, dataDir } = cli.readConfig();
      if (mongodbUri === null) {
        // Whatever --yes says: here it can be known.
        if ((await findRunningDatabase(dataDir)) !== null) throw new CommandFailed(RUNNING);
      } else {
        await confirm('Is every gateway stopped that uses this MONGODB_URI?', options.yes === true);
      }
      const done = await withSession(
        cli,
        { ...options, joinRunning: false },
        async ({ backend: { core } }) => {
          const total = await core.documents.count(COLLECTIONS.commits, {});
          const progress = startProgress(cli.output, 'commits', total);
          try {
            const { commits } = await rebuild(core, (count) => progress.update(count));
            // A read model must not bring back what the ledger says is forgotten.
            const forgotten = await replayLedger(core);
            return { commits, forgotten };
          } finally {
            progress.stop();
          }
        },
      );
      if (options.json) cli.output.json(done);
      else cli.output.line(`The read models are new, from ${formatCount(done.commits)} commits.`);
    });
}
