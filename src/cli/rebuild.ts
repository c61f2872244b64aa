import type { Command } from 'commander';
import { COLLECTIONS } from '../events/collections.js';
import { rebuild } from '../projections/rebuild.js';
import { replayLedger } from '../retention/ledger.js';
import type { Cli, GlobalOptions } from './cli.js';
import { assertNobodyElse } from './exclusive.js';
import { startProgress } from './progress.js';
import { withSession } from './session.js';
import { formatCount } from './table.js';

interface RebuildOptions extends GlobalOptions {
  readonly yes?: boolean;
}

/** `lethe rebuild`: the read models anew from the commits. Nothing else may write meanwhile. */
export function addRebuild(program: Command, cli: Cli): void {
  program
    .command('rebuild')
    .description('make the read models anew from the event log; the gateway must not run')
    .option('--yes', 'with MONGODB_URI: say that no gateway runs on this database')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<RebuildOptions>();
      await assertNobodyElse(cli.readConfig(), options.yes === true);
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
