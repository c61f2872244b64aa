import type { Command } from 'commander';
import { systemContext } from '../administration/context.js';
import { resetSecondFactor } from '../administration/secondFactor.js';
import type { Core } from '../events/core.js';
import { getUserByEmail } from './adminToken.js';
import type { Cli, GlobalOptions } from './cli.js';
import { withSession } from './session.js';

interface ResetOptions extends GlobalOptions {
  readonly email: string;
}

/** `lethe admin reset-second-factor`: for somebody who lost their authenticator and their recovery codes. */
export function addAdminResetSecondFactor(admin: Command, cli: Cli): void {
  admin
    .command('reset-second-factor')
    .description('let a user sign in by their password alone again, and end their sessions')
    .requiredOption('--email <address>', 'who is locked out')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<ResetOptions>();
      const reset = await withSession(cli, options, ({ backend }) => resetOf(backend.core, options.email));
      if (options.json) cli.output.json(reset);
      else
        cli.output.line(
          reset.wasOn
            ? 'The second factor is off and their sessions have ended. Ask them to set it up anew.'
            : 'The second factor was not on; their sessions have ended.',
        );
    });
}

/** @throws CommandFailed when there is no such user */
export async function resetOf(core: Core, email: string): Promise<{ userId: string; wasOn: boolean }> {
  const { _id: userId, account, hasSecondFactor = false } = await getUserByEmail(core, email);
  await resetSecondFactor(core, systemContext(account), userId);
  return { userId, wasOn: hasSecondFactor };
}
