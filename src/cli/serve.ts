import { Option, type Command } from 'commander';
import type { Config } from '../config.js';
import { ROLES } from '../configSettings.js';
import type { Cli, GlobalOptions } from './cli.js';

interface ServeOptions extends GlobalOptions {
  readonly role?: Config['role'];
}

/** `lethe serve`: the same as `npm start`. */
export function addServe(program: Command, _cli: Cli): void {
  program
    .command('serve')
    .description('start the gateway')
    .addOption(
      new Option('--role <role>', 'web answers, worker does what is left to be done, all both').choices(
        ROLES,
      ),
    )
    .action(async (_options, command: Command) => {
      const { role } = command.optsWithGlobals<ServeOptions>();
      // Only here: no other command needs the surfaces.
      const { runGateway } = await import('../gateway.js');
      await runGateway(role);
    });
}
