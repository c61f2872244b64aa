import { Option, type Command } from 'commander';
import { systemContext } from '../administration/context.js';
import { isClaimed } from '../administration/firstAdministrator.js';
import { createUser } from '../administration/users.js';
import { ROLES, type Role } from '../domain/user/roles.js';
import type { Core } from '../events/core.js';
import { chooseAccount } from './accounts.js';
import type { Cli, GlobalOptions } from './cli.js';
import { createFirstAccount, credentialsOf, describeCredentials, type Credentials } from './firstAccount.js';
import { withSession } from './session.js';

interface AdminCreateOptions extends GlobalOptions {
  readonly email: string;
  readonly password?: string;
  readonly role?: Role;
  readonly account?: string;
}

export interface CreatedAdmin {
  readonly userId: string;
  readonly accountId: string;
  readonly role: Role;
}

/** `lethe admin create`: the installation's first administrator, or another user of an account. */
export function addAdminCreate(admin: Command, cli: Cli): void {
  admin
    .command('create')
    .description('make a user who can sign in at once; the first one is a SUPER_ADMIN and gets an account')
    .requiredOption('--email <address>', 'how they sign in')
    .option(
      '--password <text>',
      '12 characters or more; others on this machine may see it (default: a new one)',
    )
    .addOption(new Option('--role <role>', 'from the second user on (default: ADMIN)').choices(ROLES))
    .option('--account <id>', 'whose user it is; not needed where there is only one')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<AdminCreateOptions>();
      const credentials = credentialsOf(options.email, options.password);
      const made = await withSession(cli, options, ({ backend }) =>
        createAdmin(backend.core, credentials, options),
      );
      const { output } = cli;
      if (options.json)
        output.json({ ...made, ...(credentials.isGenerated && { password: credentials.password }) });
      else output.line(`${made.role} ${describeCredentials(credentials)} in account ${made.accountId}.`);
    });
}

export async function createAdmin(
  core: Core,
  credentials: Credentials,
  { role = 'ADMIN', account: named }: Pick<AdminCreateOptions, 'role' | 'account'>,
): Promise<CreatedAdmin> {
  if (!(await isClaimed(core))) {
    const { account, userId } = await createFirstAccount(core, credentials);
    return { userId, accountId: account._id, role: 'SUPER_ADMIN' };
  }
  const account = await chooseAccount(core, named);
  const { email, password } = credentials;
  const user = await createUser(core, systemContext(account._id), { email, password, role });
  return { userId: user._id, accountId: account._id, role };
}
