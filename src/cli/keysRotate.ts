import type { Command } from 'commander';
import type { Cli, GlobalOptions } from './cli.js';
import { CommandFailed } from './failure.js';
import { withSession } from './session.js';
import { formatCount } from './table.js';

/** `lethe keys rotate`: to another master key, beside gateways that go on working (docs/operations.md). */
export function addKeysRotate(keys: Command, cli: Cli): void {
  keys
    .command('rotate')
    .description(
      'wrap every key anew: under NEXT_MASTER_KEY as well, or, once that is MASTER_KEY, under it alone',
    )
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const done = await withSession(cli, options, ({ backend: { core } }) => core.rewrapKeys());
      if (options.json) cli.output.json(done);
      if (done.unreadable > 0)
        throw new CommandFailed(
          `${formatCount(done.unreadable)} keys open by neither MASTER_KEY nor NEXT_MASTER_KEY. ` +
            'Set the earlier master key as NEXT_MASTER_KEY and run it again.',
        );
      if (options.json) return;
      const count = formatCount(done.rewrapped);
      cli.output.line(
        done.state === 'PREPARED'
          ? `${count} keys can now be opened by NEXT_MASTER_KEY too. Make it the MASTER_KEY of every process, then run this again.`
          : `${count} keys are under MASTER_KEY alone. The earlier one opens nothing any more.`,
      );
    });
}
