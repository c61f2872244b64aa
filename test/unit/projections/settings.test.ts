import { expect, test } from '@jest/globals';
import { updateDataRetention } from '../../../src/administration/accounts.js';
import { createApiKey, updateApiKeyRetention } from '../../../src/administration/apiKeys.js';
import { acceptInvitation, inviteUser } from '../../../src/administration/invitations.js';
import {
  removeNumber,
  setNumberPiiMode,
  updateNumberSettings,
} from '../../../src/administration/numberPolicy.js';
import { createNumber, updateNumber } from '../../../src/administration/numbers.js';
import { createPersonalToken } from '../../../src/administration/tokens.js';
import { removeUser } from '../../../src/administration/users.js';
import { COLLECTIONS, MAIN_COLLECTIONS } from '../../../src/events/collections.js';
import type { Documents } from '../../../src/events/documents.js';
import { createMemoryDocuments } from '../../../src/events/memoryDocuments.js';
import { applyWrites } from '../../../src/events/writes.js';
import { projectAll } from '../../../src/projections/all.js';
import { createInstallation, SALES } from '../../support/administration.js';

const READ_MODELS = [
  COLLECTIONS.accounts,
  COLLECTIONS.numbers,
  COLLECTIONS.apiKeys,
  COLLECTIONS.users,
  COLLECTIONS.tokens,
  COLLECTIONS.audit,
];

const rowsOf = (documents: Documents) =>
  Promise.all(READ_MODELS.map((name) => documents.find(name, {}, { sort: { _id: 1 } })));

test('settings rebuilt from the commits are the settings that were', async () => {
  const { core, context, admin, time } = await createInstallation();
  await updateDataRetention(core, context, { days: 30 });
  time.advance(1_000);
  await updateDataRetention(core, context, { days: 60 });
  const numbers = [await createNumber(core, context, SALES)];
  for (const { _id: numberId } of numbers) {
    await setNumberPiiMode(core, context, { numberId, mode: 'RELAY_ONLY' });
    await setNumberPiiMode(core, context, { numberId, mode: 'STORE_X_DAYS', piiRetentionDays: 3 });
    await updateNumber(core, context, {
      numberId,
      whatsapp: { businessAccountId: null, verifyToken: 'next' },
    });
    await updateNumberSettings(core, context, { numberId, settings: { markRead: true } });
    const { apiKey } = await createApiKey(core, context, { name: 'Shop', numberId, retentionDays: 7 });
    await updateApiKeyRetention(core, context, { apiKeyId: apiKey._id, retentionDays: 9 });
    await removeNumber(core, context, { numberId });
  }
  await createNumber(core, context, SALES);
  await createPersonalToken(core, context, { userId: admin._id, name: 'Laptop' });
  // Twice the same address: the second user exists only because the first one's index is free again.
  for (let round = 0; round < 2; round += 1) {
    const { invitation } = await inviteUser(core, context, { email: 'ada@example.org', role: 'AGENT' });
    const user = await acceptInvitation(core, {
      token: invitation.secret,
      password: 'a long enough password',
    });
    if (round === 0) await removeUser(core, context, { userId: user._id });
  }

  const rebuilt = createMemoryDocuments();
  await rebuilt.ensureIndexes(MAIN_COLLECTIONS);
  for await (const commit of core.store.all()) await applyWrites(rebuilt, projectAll(commit));
  expect(await rowsOf(rebuilt)).toEqual(await rowsOf(core.documents));
});
