import { Option, type Command } from 'commander';
import type { Cli, GlobalOptions } from './cli.js';
import { UsageError } from './failure.js';

const ROLES = ['all', 'web', 'worker'] as const;

interface ServeOptions extends GlobalOptions {
  readonly role: (typeof ROLES)[number];
}

/** `lethe serve`: the same as `npm start`. */
export function addServe(program: Command, _cli: Cli): void {
  program
    .command('serve')
    .description('start the gateway')
    .addOption(new Option('--role <role>', 'which part of it').choices(ROLES).default('all'))
    .action(async (_options, command: Command) => {
      const { role } = command.optsWithGlobals<ServeOptions>();
      if (role !== 'all')
        throw new UsageError(
          `The role ${role} does not exist yet: one process does everything. Use --role all.`,
        );
      // Only here: no other command needs the surfaces.
      const { runGateway } = await import('../gateway.js');
      await runGateway();
    });
}
