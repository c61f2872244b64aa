import { beforeEach, describe, expect, test } from '@jest/globals';
import { createAccount } from '../../../src/administration/accounts.js';
import { createApiKey, getApiKey, revokeApiKey } from '../../../src/administration/apiKeys.js';
import { createNumber } from '../../../src/administration/numbers.js';
import { createPersonalToken, revokePersonalToken } from '../../../src/administration/tokens.js';
import { createUser, removeUser, updateUserRole } from '../../../src/administration/users.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { DAY_MS, MINUTE_MS } from '../../../src/lib/clock.js';
import { createInstallation, SALES, type Installation } from '../../support/administration.js';
import { refusalOf } from '../../support/decider.js';

let here: Installation;
beforeEach(async () => {
  here = await createInstallation();
});

const password = 'a long enough password';
const agent = () =>
  createUser(here.core, here.context, { email: 'ada@example.org', password, role: 'AGENT' });

describe('API keys', () => {
  test('say their account and number, and are refused the moment they are revoked', async () => {
    const { core, context, auth, account } = here;
    const { _id: numberId } = await createNumber(core, context, SALES);
    const { apiKey, secret } = await createApiKey(core, context, {
      name: 'Shop',
      numberId,
      retentionDays: 7,
    });
    expect(secret).toMatch(/^lk_[\w-]{43}$/);
    expect(apiKey).toMatchObject({ prefix: secret.slice(0, 7), last4: secret.slice(-4), lastUsedAt: null });
    const principal = { kind: 'API_KEY', keyId: apiKey._id, account, number: numberId };
    expect(await auth.authenticate({ apiKey: secret })).toEqual(principal);
    // Held in memory now: only the revocation can end it.
    expect(await auth.authenticate({ apiKey: secret, accountId: account })).toEqual(principal);
    await revokeApiKey(core, context, { apiKeyId: apiKey._id });
    expect(await refusalOf(auth.authenticate({ apiKey: secret }))).toEqual(['UNAUTHENTICATED']);
  });

  test('a look-up under way while the key is revoked is not held', async () => {
    const { core, context, auth } = here;
    const { apiKey, secret } = await createApiKey(core, context, { name: 'Shop', retentionDays: 7 });
    for (let round = 0; round < 5; round += 1) void auth.authenticate({ apiKey: secret }).catch(() => null);
    await revokeApiKey(core, context, { apiKeyId: apiKey._id });
    expect(await refusalOf(auth.authenticate({ apiKey: secret }))).toEqual(['UNAUTHENTICATED']);
  });

  test('their use is noted to the minute', async () => {
    const { core, context, auth, account, time } = here;
    const { apiKey, secret } = await createApiKey(core, context, { name: 'Shop', retentionDays: 7 });
    const lastUsedAt = async () => (await getApiKey(core, account, apiKey._id)).lastUsedAt;
    await auth.authenticate({ apiKey: secret });
    const first = time.clock();
    expect(await lastUsedAt()).toEqual(first);
    time.advance(MINUTE_MS - 1);
    await auth.authenticate({ apiKey: secret });
    expect(await lastUsedAt()).toEqual(first);
    time.advance(1);
    await auth.authenticate({ apiKey: secret });
    expect(await lastUsedAt()).toEqual(time.clock());
  });

  test.each(['', 'lk_', 'nonsense'])('%j is none', async (apiKey) => {
    expect(await refusalOf(here.auth.authenticate({ apiKey }))).toEqual(['UNAUTHENTICATED']);
  });
});

describe('personal tokens', () => {
  test('carry their user, until they expire, are revoked, or the user goes', async () => {
    const { core, context, auth, account, time } = here;
    const user = await agent();
    const mine = { account, actor: { type: 'USER', id: user._id }, role: 'AGENT' } as const;
    const make = (expiresAt: Date | null) =>
      createPersonalToken(core, mine, { userId: user._id, name: 'Laptop', expiresAt });
    const lasting = await make(null);
    const short = await make(new Date(time.clock().getTime() + DAY_MS));
    const revoked = await make(null);
    const bearer = (secret: string) => auth.authenticate({ authorization: `Bearer ${secret}` });
    expect(await bearer(lasting.secret)).toEqual({
      kind: 'USER',
      userId: user._id,
      account,
      homeAccount: account,
      role: 'AGENT',
      via: 'TOKEN',
    });
    expect(await bearer(short.secret)).not.toBeNull();
    await revokePersonalToken(core, mine, { tokenId: revoked.token._id });
    expect(await refusalOf(bearer(revoked.secret))).toEqual(['UNAUTHENTICATED']);
    time.advance(DAY_MS);
    expect(await refusalOf(bearer(short.secret))).toEqual(['UNAUTHENTICATED']);
    await updateUserRole(core, context, { userId: user._id, role: 'ADMIN' });
    expect(await bearer(lasting.secret)).toMatchObject({ role: 'ADMIN' });
    await removeUser(core, context, { userId: user._id });
    expect(await refusalOf(bearer(lasting.secret))).toEqual(['UNAUTHENTICATED']);
  });

  test("an agent does not revoke somebody else's", async () => {
    const { core, context, account, admin } = here;
    const user = await agent();
    const { token } = await createPersonalToken(core, context, { userId: admin._id, name: 'Root' });
    const mine = { account, actor: { type: 'USER', id: user._id }, role: 'AGENT' } as const;
    expect(await refusalOf(revokePersonalToken(core, mine, { tokenId: token._id }))).toEqual(['NOT_FOUND']);
  });
});

describe('acting in another account', () => {
  test('is for a SUPER_ADMIN alone; to others it does not exist', async () => {
    const { core, context, auth, account, admin } = here;
    const { _id: other } = await createAccount(core, context, { name: 'Second' });
    const root = await createPersonalToken(core, context, { userId: admin._id, name: 'Root' });
    const authorization = `Bearer ${root.secret}`;
    expect(await auth.authenticate({ authorization, accountId: other })).toMatchObject({
      account: other,
      homeAccount: account,
      userId: admin._id,
    });
    expect(await refusalOf(auth.authenticate({ authorization, accountId: 'nowhere' }))).toEqual([
      'NOT_FOUND',
    ]);

    const user = await agent();
    await updateUserRole(core, context, { userId: user._id, role: 'ADMIN' });
    const plain = await createPersonalToken(core, context, { userId: user._id, name: 'Plain' });
    const key = await createApiKey(core, context, { name: 'Shop', retentionDays: 7 });
    const attempts = [{ authorization: `Bearer ${plain.secret}` }, { apiKey: key.secret }];
    for (const attempt of attempts) {
      expect(await refusalOf(auth.authenticate({ ...attempt, accountId: other }))).toEqual(['NOT_FOUND']);
      expect(await auth.authenticate({ ...attempt, accountId: account })).toMatchObject({ account });
    }
    expect(await core.documents.count(COLLECTIONS.accounts, {})).toBe(2);
  });
});

test('no credential is nobody; a strange one is refused', async () => {
  const { auth } = here;
  expect(await auth.authenticate({})).toBeNull();
  expect(await auth.authenticate({ cookie: 'theme=dark; other=1', accountId: 'x' })).toBeNull();
  expect(await refusalOf(auth.authenticate({ authorization: 'Basic abc' }))).toEqual(['UNAUTHENTICATED']);
  expect(await refusalOf(auth.authenticate({ cookie: 'lethe_session=abc' }))).toEqual(['UNAUTHENTICATED']);
});
