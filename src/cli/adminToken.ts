import type { Command } from 'commander';
import { systemContext } from '../administration/context.js';
import { createPersonalToken } from '../administration/tokens.js';
import { emailIndex } from '../auth/emails.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { DAY_MS } from '../lib/clock.js';
import type { UserRow } from '../projections/rows.js';
import type { Cli, GlobalOptions } from './cli.js';
import { CommandFailed } from './failure.js';
import { wholeNumber } from './optionValues.js';
import { withSession } from './session.js';

interface AdminTokenOptions extends GlobalOptions {
  readonly email: string;
  readonly name: string;
  readonly expires?: number;
}

export interface CreatedToken {
  readonly tokenId: string;
  readonly secret: string;
  readonly expiresAt: Date | null;
}

const MAX_EXPIRES_DAYS = 3_650;

/** `lethe admin token`: a personal token, for scripts; it carries its user's role. */
export function addAdminToken(admin: Command, cli: Cli): void {
  admin
    .command('token')
    .description('make a personal token of a user and print it, once')
    .requiredOption('--email <address>', 'whose token it is')
    .requiredOption('--name <name>', 'what lists call it')
    .option(
      '--expires <days>',
      'when it ends (default: when it is revoked)',
      wholeNumber(1, MAX_EXPIRES_DAYS),
    )
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<AdminTokenOptions>();
      const made = await withSession(cli, options, ({ backend }) => createToken(backend.core, options));
      if (options.json) cli.output.json(made);
      // The secret alone: `TOKEN=$(lethe admin token …)`.
      else cli.output.line(made.secret);
    });
}

export async function createToken(
  core: Core,
  { email, name, expires }: AdminTokenOptions,
): Promise<CreatedToken> {
  const user = await getUserByEmail(core, email);
  const expiresAt = expires === undefined ? null : new Date(core.clock().getTime() + expires * DAY_MS);
  const { token, secret } = await createPersonalToken(core, systemContext(user.account), {
    userId: user._id,
    name,
    expiresAt,
  });
  return { tokenId: token._id, secret, expiresAt };
}

/** @throws CommandFailed when there is none who can sign in */
export async function getUserByEmail(core: Core, email: string): Promise<UserRow> {
  const filter = { emailIndex: await emailIndex(core, email), state: 'ACTIVE' };
  const user = await core.documents.findOne<UserRow>(COLLECTIONS.users, filter);
  if (!user) throw new CommandFailed('There is no active user with this e-mail address.');
  return user;
}
