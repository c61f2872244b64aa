import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { systemContext } from '../../../src/administration/context.js';
import { createFirstAdministrator } from '../../../src/administration/firstAdministrator.js';
import { inviteUser } from '../../../src/administration/invitations.js';
import { removeNumber } from '../../../src/administration/numberPolicy.js';
import { createNumber, updateNumber } from '../../../src/administration/numbers.js';
import { removeUser } from '../../../src/administration/users.js';
import { createCore, openCore, type Core } from '../../../src/events/core.js';
import { createMongoDocuments } from '../../../src/events/mongoDocuments.js';
import { systemClock } from '../../../src/lib/clock.js';
import { silentLog } from '../../../src/lib/log.js';
import { projectAll } from '../../../src/projections/all.js';
import { rebuild } from '../../../src/projections/rebuild.js';
import { ADMIN, SALES, WHATSAPP } from '../../support/administration.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';

let database: TestDatabase;
let core: Core;
let account: string;
beforeAll(async () => {
  database = await openTestDatabase('freed');
  const { client, db, keysDb } = database;
  core = createCore({
    documents: createMongoDocuments(client, db),
    keys: createMongoDocuments(client, keysDb),
    masterKey: randomBytes(32),
    clock: systemClock,
    log: silentLog,
    project: projectAll,
  });
  await openCore(core);
  account = (await createFirstAdministrator(core, ADMIN)).account._id;
});
afterAll(async () => {
  await core.store.idle();
  await database.close();
});

// A number that was RELAY_ONLY for a moment stores again on the same day: without a key it would answer no webhook.
it('gives a day a new key once its key was destroyed, however that was done', async () => {
  const { keyRing } = core;
  const first = await keyRing.current(account, 'number:1', '2026-01-01');
  expect(await keyRing.destroy(account, 'number:1')).toEqual([first.id]);
  const second = await keyRing.current(account, 'number:1', '2026-01-01');
  await keyRing.destroyDays(account, 'number:1', ['2026-01-01']);
  const third = await keyRing.current(account, 'number:1', '2026-01-01');
  expect(new Set([first.id, second.id, third.id]).size).toBe(3);
  expect(await keyRing.find(account, first.id)).toBeNull();
  expect(await keyRing.find(account, second.id)).toBeNull();
});

it('lets a provider’s id be used again once its number was removed or has another', async () => {
  const context = systemContext(account);
  const { _id: first } = await createNumber(core, context, SALES);
  await removeNumber(core, context, { numberId: first });
  const { _id: second } = await createNumber(core, context, SALES);
  await updateNumber(core, context, { numberId: second, whatsapp: { phoneNumberId: '2' } });
  const { _id: third } = await createNumber(core, context, SALES);
  await expect(
    updateNumber(core, context, {
      numberId: second,
      whatsapp: { phoneNumberId: WHATSAPP.phoneNumberId },
    }),
  ).rejects.toMatchObject({ errors: [{ code: 'CONFLICT' }] });

  const rows = () => core.documents.find('numbers', { account }, { sort: { _id: 1 } });
  const before = await rows();
  await rebuild(core);
  expect(await rows()).toEqual(before);
  expect(before.map(({ _id }) => _id)).toEqual([first, second, third]);
});

it('lets somebody who was removed be invited again', async () => {
  const context = systemContext(account);
  const input = { email: 'colleague@example.org', role: 'AGENT' } as const;
  const { user } = await inviteUser(core, context, input);
  await removeUser(core, context, { userId: user._id });
  expect((await inviteUser(core, context, input)).user._id).not.toBe(user._id);
});
