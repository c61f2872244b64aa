import { beforeEach, describe, expect, test } from '@jest/globals';
import { createAccount, updateDataRetention } from '../../../src/administration/accounts.js';
import { createApiKey, revokeApiKey, updateApiKeyRetention } from '../../../src/administration/apiKeys.js';
import { auditLog } from '../../../src/administration/auditLog.js';
import { acceptInvitation, inviteUser } from '../../../src/administration/invitations.js';
import { removeNumber, setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import { createNumber, updateNumber } from '../../../src/administration/numbers.js';
import { createPersonalToken, revokePersonalToken } from '../../../src/administration/tokens.js';
import { removeUser, updateUserRole } from '../../../src/administration/users.js';
import type { Commit } from '../../../src/events/eventStore.js';
import { projectAudit } from '../../../src/projections/audit.js';
import type { AuditRow } from '../../../src/projections/rows.js';
import {
  ADMIN,
  createInstallation,
  SALES,
  WHATSAPP,
  type Installation,
} from '../../support/administration.js';
import { everythingStored } from '../../support/core.js';

let here: Installation;
beforeEach(async () => {
  here = await createInstallation();
});

const log = async (account = here.account): Promise<AuditRow[]> =>
  (await auditLog(here.core, account, { first: 100 })).edges.map(({ node }) => node);

/** Uses every command once; gives the secrets that were shown. */
async function administer({ core, context, admin }: Installation): Promise<string[]> {
  await updateDataRetention(core, context, { days: 30 });
  const { _id: numberId } = await createNumber(core, context, SALES);
  await updateNumber(core, context, { numberId, name: 'Care', whatsapp: { appSecret: 'canaryRotated' } });
  await setNumberPiiMode(core, context, { numberId, mode: 'STORE_X_DAYS', piiRetentionDays: 7 });
  const key = await createApiKey(core, context, { name: 'Shop', numberId, retentionDays: 7 });
  await updateApiKeyRetention(core, context, { apiKeyId: key.apiKey._id, retentionDays: 1 });
  await revokeApiKey(core, context, { apiKeyId: key.apiKey._id });
  const { user, invitation } = await inviteUser(core, context, {
    email: 'canary@example.org',
    role: 'AGENT',
  });
  await acceptInvitation(core, {
    token: invitation.secret,
    password: 'canary password',
    name: 'Canary Name',
  });
  await updateUserRole(core, context, { userId: user._id, role: 'ADMIN' });
  const token = await createPersonalToken(core, context, { userId: admin._id, name: 'Laptop' });
  await revokePersonalToken(core, context, { tokenId: token.token._id });
  const session = await here.auth.signIn({ ...ADMIN, address: '192.0.2.77' });
  return [key.secret, token.secret, invitation.secret, session.secret];
}

describe('audit log', () => {
  test('shows every change of settings, newest first, with what it was and became', async () => {
    await administer(here);
    const rows = await log();
    expect(rows.map(({ action }) => action).reverse()).toEqual([
      'ACCOUNT_CREATED',
      'USER_CREATED',
      'DATA_RETENTION_UPDATED',
      'NUMBER_CREATED',
      'NUMBER_UPDATED',
      'PII_MODE_SET',
      'API_KEY_CREATED',
      'API_KEY_RETENTION_UPDATED',
      'API_KEY_REVOKED',
      'USER_INVITED',
      'PASSWORD_SET',
      'USER_ROLE_UPDATED',
      'PERSONAL_TOKEN_CREATED',
      'PERSONAL_TOKEN_REVOKED',
    ]);
    expect(rows.find(({ action }) => action === 'DATA_RETENTION_UPDATED')).toMatchObject({
      by: { type: 'USER', id: here.admin._id },
      target: `account:${here.account}`,
      from: null,
      to: 30,
    });
    expect(rows.find(({ action }) => action === 'NUMBER_UPDATED')).toMatchObject({
      from: { name: 'Sales' },
      to: { name: 'Care', areSecretsReplaced: true },
    });
  });

  test('has no secret, no hash and no PII in it', async () => {
    const { core } = here;
    await administer(here);
    const text = JSON.stringify(await log());
    const users = await core.documents.find<{ _id: string; emailIndex?: string }>('users', {});
    const keys = await core.documents.find<{ _id: string; hash: string }>('apiKeys', {});
    const hidden = [
      ...users.map(({ emailIndex }) => emailIndex ?? '-none-'),
      ...keys.map(({ hash }) => hash),
    ];
    for (const word of [...hidden, 'canary', ADMIN.email, 'Canary', 'argon2'])
      expect(text).not.toContain(word);
  });

  test('of an account shows the SUPER_ADMIN who acted in it', async () => {
    const { core, context, admin } = here;
    const { _id: account } = await createAccount(core, context, { name: 'Second' });
    await updateDataRetention(core, { ...context, account }, { days: 1 });
    const rows = await log(account);
    expect(rows.map(({ by }) => by)).toEqual([
      { type: 'USER', id: admin._id },
      { type: 'USER', id: admin._id },
    ]);
    expect(await log()).toHaveLength(2);
  });

  test('shows of an event it does not know that it was, and no more', () => {
    const commit: Commit = {
      _id: 'c1',
      account: 'a1',
      stream: 'webhook:w1',
      version: 1,
      at: new Date(0),
      origin: 'test',
      events: [
        { type: 'WebhookFrozen', data: { url: 'https://user:secret@example.org' } },
        { type: 'WebhookSecretRotated', data: { from: 'old', to: 'new' } },
      ],
    };
    expect(projectAudit(commit)).toMatchObject([
      { doc: { _id: 'c1', action: 'WEBHOOK_FROZEN', from: null, to: null } },
      { doc: { _id: 'c1.1', action: 'WEBHOOK_SECRET_ROTATED', from: null, to: null } },
    ]);
    expect(projectAudit({ ...commit, stream: 'message:m1' })).toEqual([]);
  });
});

describe('canary', () => {
  test('no e-mail address, name, password or secret is stored in plain, before and after removal', async () => {
    const { core, context, account } = here;
    const secrets = await administer(here);
    const canaries = [
      ...secrets,
      ...secrets.map((secret) => secret.slice(3)),
      ADMIN.email,
      ADMIN.password,
      'canary@example.org',
      'canary password',
      'Canary Name',
      'canaryRotated',
      WHATSAPP.accessToken,
      WHATSAPP.appSecret,
      WHATSAPP.verifyToken,
      '192.0.2.77',
      '$argon2id$',
    ];
    const assertClean = async (): Promise<void> => {
      const text = await everythingStored(core);
      expect(canaries.filter((canary) => text.includes(canary))).toEqual([]);
      expect(text).toContain('Care');
    };
    await assertClean();
    const users = await core.documents.find<{ _id: string; role: string }>('users', {
      account,
      role: 'ADMIN',
    });
    for (const { _id: userId } of users) await removeUser(core, context, { userId });
    const numbers = await core.documents.find<{ _id: string }>('numbers', { account });
    for (const { _id: numberId } of numbers) await removeNumber(core, context, { numberId });
    await assertClean();
  });
});
