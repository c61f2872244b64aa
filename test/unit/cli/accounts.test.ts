import { describe, expect, it } from '@jest/globals';
import { createAccount } from '../../../src/administration/accounts.js';
import { systemContext } from '../../../src/administration/context.js';
import { createAuth } from '../../../src/auth/auth.js';
import { chooseAccount, chooseScope } from '../../../src/cli/accounts.js';
import { createAdmin } from '../../../src/cli/adminCreate.js';
import { createToken } from '../../../src/cli/adminToken.js';
import { CommandFailed, UsageError } from '../../../src/cli/failure.js';
import { credentialsOf, describeCredentials } from '../../../src/cli/firstAccount.js';
import { createNumber } from '../../../src/administration/numbers.js';
import { createTestCore } from '../../support/core.js';

const ADMIN = credentialsOf('admin@example.org', 'correct horse battery');
const OTHER = credentialsOf('other@example.org', undefined);

describe('the account that a command is about', () => {
  it('is the only one, or must be named; the error lists ids and names', async () => {
    const core = await createTestCore();
    await expect(chooseAccount(core, undefined)).rejects.toThrow(CommandFailed);
    const { accountId } = await createAdmin(core, ADMIN, {});
    expect(await chooseAccount(core, undefined)).toMatchObject({ _id: accountId });
    const second = await createAccount(core, systemContext(accountId), { name: 'Branch' });
    const unclear = await chooseAccount(core, undefined).catch((error: unknown) => error);
    expect(unclear).toBeInstanceOf(UsageError);
    expect(String(unclear)).toContain(`${second._id}  Branch`);
    expect(String(unclear)).toContain(accountId);
    expect(await chooseAccount(core, second._id)).toMatchObject({ name: 'Branch' });
    await expect(chooseAccount(core, 'nobody')).rejects.toThrow(UsageError);
  });

  it('is told by a number', async () => {
    const core = await createTestCore();
    const { accountId } = await createAdmin(core, ADMIN, {});
    const second = await createAccount(core, systemContext(accountId), { name: 'Branch' });
    const number = await createNumber(core, systemContext(second._id), {
      name: 'n',
      phoneNumber: '+441632960001',
    });
    expect(await chooseScope(core, { number: number._id })).toMatchObject({
      account: second._id,
      number: number._id,
    });
    await expect(chooseScope(core, { number: number._id, account: accountId })).rejects.toThrow(UsageError);
    await expect(chooseScope(core, { number: 'none' })).rejects.toThrow(UsageError);
  });
});

describe('lethe admin', () => {
  it('makes the first administrator, then users of the account', async () => {
    const core = await createTestCore();
    const first = await createAdmin(core, ADMIN, { role: 'AGENT' });
    expect(first.role).toBe('SUPER_ADMIN');
    expect(await createAdmin(core, OTHER, {})).toMatchObject({ role: 'ADMIN', accountId: first.accountId });
    await expect(createAdmin(core, OTHER, {})).rejects.toThrow('a user has it already');
  });

  it('makes a password where none is given, and shows only such a one', () => {
    expect(OTHER.password.length).toBeGreaterThanOrEqual(20);
    expect(describeCredentials(OTHER)).toContain(OTHER.password);
    expect(describeCredentials(ADMIN)).not.toContain(ADMIN.password);
  });

  it('makes tokens that carry their user’s role and end when they should', async () => {
    const core = await createTestCore();
    const { userId } = await createAdmin(core, ADMIN, {});
    const { secret, expiresAt } = await createToken(core, {
      email: ' Admin@Example.org',
      name: 'ci',
      expires: 2,
    });
    expect((expiresAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(47 * 3_600_000);
    const auth = createAuth(core);
    const principal = await auth.authenticate({ authorization: `Bearer ${secret}` });
    expect(principal).toMatchObject({ kind: 'USER', userId, role: 'SUPER_ADMIN' });
    auth.stop();
    await expect(createToken(core, { email: 'no@example.org', name: 'ci' })).rejects.toThrow(CommandFailed);
  });
});
