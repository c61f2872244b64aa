import { emailErrors, emailIndex, normaliseEmail } from '../auth/emails.js';
import { removeOneTimeLinks } from '../auth/oneTimeLinks.js';
import { hashPassword, passwordErrors } from '../auth/passwords.js';
import { accountDecider, accountStream } from '../domain/account/account.js';
import { createAccount } from '../domain/account/createAccount.js';
import { assertValid, nameErrors } from '../domain/checks.js';
import {
  claimInstallation,
  INSTALLATION_STREAM,
  installationDecider,
  SYSTEM_ACCOUNT,
} from '../domain/installation/installation.js';
import { userDecider, userStream } from '../domain/user/user.js';
import { createUser } from '../domain/user/userCommands.js';
import type { Core } from '../events/core.js';
import { loadState, retryOnConflict } from '../events/handle.js';
import type { AccountRow } from '../projections/rows.js';
import { getAccount } from './accounts.js';
import { sealUser, type UserView } from './userPii.js';
import { getUser } from './users.js';

const DEFAULT_ACCOUNT_NAME = 'Main account';

export interface FirstAdministratorInput {
  readonly email: string;
  readonly password: string;
  readonly accountName?: string | null | undefined;
}

/**
 * Creates the first account and its SUPER_ADMIN in one transaction. There is only ever one: the installation's
 * stream has one first version, whoever else comes at the same moment gets CONFLICT.
 * @throws CONFLICT, InvalidInput
 */
export async function createFirstAdministrator(
  core: Core,
  input: FirstAdministratorInput,
): Promise<{ readonly account: AccountRow; readonly user: UserView }> {
  const name = input.accountName ?? DEFAULT_ACCOUNT_NAME;
  assertValid(
    emailErrors('email', input.email),
    passwordErrors('password', input.password),
    nameErrors('accountName', name),
  );
  const account = core.newId();
  const user = core.newId();
  const index = await emailIndex(core, input.email);
  const passwordHash = await hashPassword(input.password);
  const email = normaliseEmail(input.email);
  const by = { type: 'USER', id: user } as const;
  await retryOnConflict(async () => {
    const installation = await loadState(
      core.store,
      installationDecider,
      SYSTEM_ACCOUNT,
      INSTALLATION_STREAM,
    );
    const claimed = claimInstallation(installation.state, { user });
    // Only now: an installation that is taken should not gain the keys of an account that never is.
    const payload = await sealUser(core, account, { email, name: null, passwordHash });
    const first = {
      role: 'SUPER_ADMIN',
      emailIndex: index,
      payload: payload._id,
      manager: 'SUPER_ADMIN',
    } as const;
    await core.store.append([
      {
        account: SYSTEM_ACCOUNT,
        stream: INSTALLATION_STREAM,
        expectedVersion: installation.version,
        events: claimed,
        by,
      },
      {
        account,
        stream: accountStream(account),
        expectedVersion: 0,
        events: createAccount(accountDecider.initial, { name }),
        by,
      },
      {
        account,
        stream: userStream(user),
        expectedVersion: 0,
        events: createUser(userDecider.initial, first),
        payloads: [payload],
        by,
      },
    ]);
  });
  await removeOneTimeLinks(core, 'SETUP', null);
  return { account: await getAccount(core, account), user: await getUser(core, account, user) };
}

/** Whether there has been a first administrator. */
export async function isClaimed({ store }: Core): Promise<boolean> {
  return (await loadState(store, installationDecider, SYSTEM_ACCOUNT, INSTALLATION_STREAM)).state.isClaimed;
}
