import { beforeEach, describe, expect, test } from '@jest/globals';
import { createAccount, getAccount, updateDataRetention } from '../../../src/administration/accounts.js';
import { allApiKeys, createApiKey, getApiKey, listApiKeys } from '../../../src/administration/apiKeys.js';
import {
  removeNumber,
  setNumberPiiMode,
  updateNumberSettings,
} from '../../../src/administration/numberPolicy.js';
import { openSecrets } from '../../../src/administration/numberSecrets.js';
import {
  allNumbers,
  createNumber,
  getNumber,
  listNumbers,
  updateNumber,
} from '../../../src/administration/numbers.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { DAY_MS } from '../../../src/lib/clock.js';
import { numberPolicy } from '../../../src/projections/rows.js';
import { createInstallation, SALES, WHATSAPP, type Installation } from '../../support/administration.js';
import { refusalOf } from '../../support/decider.js';

let here: Installation;
beforeEach(async () => {
  here = await createInstallation();
});

describe('accounts', () => {
  test('are opened, and keep their records as long as they say', async () => {
    const { core, context, time } = here;
    const other = await createAccount(core, context, { name: 'Second' });
    expect(other).toMatchObject({ account: other._id, name: 'Second', dataRetentionDays: null, version: 1 });
    const there = { ...context, account: other._id };
    await updateDataRetention(core, there, { days: 30 });
    time.advance(DAY_MS);
    const loosened = await updateDataRetention(core, there, { days: null });
    expect(loosened.retentionFloor).toEqual(new Date(time.clock().getTime() - 30 * DAY_MS - 2 * 3_600_000));
    expect(await refusalOf(updateDataRetention(core, there, { days: 1.5 }))).toContain('DAYS_INVALID');
    expect(await getAccount(core, other._id)).toEqual(loosened);
    expect((await getAccount(core, here.account)).dataRetentionDays).toBeNull();
  });
});

describe('numbers', () => {
  test('are created with their secrets sealed', async () => {
    const { core, context, account } = here;
    const number = await createNumber(core, context, SALES);
    expect(number).toMatchObject({
      account,
      name: 'Sales',
      phoneNumber: '+4930901820',
      phoneNumberId: WHATSAPP.phoneNumberId,
      piiMode: 'STORE_INDEFINITE',
      piiRetentionDays: null,
      piiFloor: null,
      telephony: null,
      version: 1,
    });
    const { accessToken, appSecret, verifyToken } = WHATSAPP;
    expect(await openSecrets(core, account, number.secrets)).toEqual({
      whatsapp: { accessToken, appSecret, verifyToken },
      telephony: null,
    });
  });

  test('of one provider id are unique in an account, at the same moment too', async () => {
    const { core, context } = here;
    const other = await createAccount(core, context, { name: 'Second' });
    const results = await Promise.allSettled([
      createNumber(core, context, SALES),
      createNumber(core, context, SALES),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await refusalOf(createNumber(core, context, SALES))).toEqual(['BAD_USER_INPUT', 'CONFLICT']);
    await createNumber(core, { ...context, account: other._id }, SALES);
  });

  test('what is refused leaves nothing behind', async () => {
    const { core, context } = here;
    const before = await core.documents.count(COLLECTIONS.payloads, {});
    const bad = { ...SALES, phoneNumber: '030 901820' };
    expect(await refusalOf(createNumber(core, context, bad))).toContain('PHONE_NUMBER_INVALID');
    const blank = { ...SALES, whatsapp: { ...WHATSAPP, appSecret: 'two words' } };
    expect(await refusalOf(createNumber(core, context, blank))).toContain('SECRET_INVALID');
    expect(await core.documents.count(COLLECTIONS.payloads, {})).toBe(before);
    expect(await allNumbers(core, here.account)).toEqual([]);
  });

  test('an update keeps what is not named; a replaced secret is erased', async () => {
    const { core, context, account } = here;
    const number = await createNumber(core, context, SALES);
    const numberId = number._id;
    const renamed = await updateNumber(core, context, { numberId, name: 'Care' });
    expect(renamed).toMatchObject({ name: 'Care', secrets: number.secrets, version: 2 });

    const rotated = await updateNumber(core, context, { numberId, whatsapp: { appSecret: 'rotated' } });
    expect((await openSecrets(core, account, rotated.secrets)).whatsapp).toMatchObject({
      accessToken: WHATSAPP.accessToken,
      appSecret: 'rotated',
    });
    expect(await core.documents.findOne(COLLECTIONS.payloads, { _id: number.secrets })).toBeNull();

    const same = await updateNumber(core, context, {
      numberId,
      name: 'Care',
      whatsapp: { appSecret: 'rotated' },
    });
    expect(same.version).toBe(rotated.version);

    const telephony = { accountSid: 'AC1', authToken: 'canaryTelephony' };
    const both = await updateNumber(core, context, { numberId, telephony });
    expect(both.telephony).toEqual({ accountSid: 'AC1', recordings: 'LEAVE' });
    const bare = await updateNumber(core, context, { numberId, whatsapp: null });
    expect(bare.phoneNumberId).toBeUndefined();
    expect(await openSecrets(core, account, bare.secrets)).toEqual({
      whatsapp: null,
      telephony: { authToken: 'canaryTelephony' },
    });
    expect(await refusalOf(updateNumber(core, context, { numberId, whatsapp: {} }))).toContain('REQUIRED');
  });

  test('mode and settings change; an invalid change changes nothing', async () => {
    const { core, context, time } = here;
    const { _id: numberId } = await createNumber(core, context, SALES);
    const mode = 'STORE_X_DAYS';
    const week = await setNumberPiiMode(core, context, { numberId, mode, piiRetentionDays: 7 });
    expect(week).toMatchObject({ piiMode: 'STORE_X_DAYS', piiRetentionDays: 7, piiFloor: null });
    expect(await refusalOf(setNumberPiiMode(core, context, { numberId, mode }))).toContain('DAYS_INVALID');
    expect(await getNumber(core, here.account, numberId)).toEqual(week);
    const relay = await setNumberPiiMode(core, context, { numberId, mode: 'RELAY_ONLY' });
    expect(relay.piiFloor).toEqual(new Date(time.clock().getTime() - 7 * DAY_MS));
    const open = await setNumberPiiMode(core, context, { numberId, mode: 'STORE_INDEFINITE' });
    expect(open.piiFloor).toEqual(time.clock());
    const set = await updateNumberSettings(core, context, { numberId, settings: { markRead: true } });
    expect(set.settings).toEqual({ markRead: true });
  });

  test('a removed one is gone for everybody: secrets, keys, data', async () => {
    const { core, context, account } = here;
    const { _id: numberId, secrets } = await createNumber(core, context, SALES);
    const { apiKey } = await createApiKey(core, context, { name: 'Shop', numberId, retentionDays: 7 });
    const tombstone = await removeNumber(core, context, { numberId });
    expect(numberPolicy(tombstone).mode).toBe('RELAY_ONLY');
    expect(await refusalOf(getNumber(core, account, numberId))).toEqual(['NOT_FOUND']);
    expect(await refusalOf(removeNumber(core, context, { numberId }))).toEqual(['NOT_FOUND']);
    expect(await allNumbers(core, account)).toEqual([]);
    expect(await core.documents.findOne(COLLECTIONS.payloads, { _id: secrets })).toBeNull();
    expect((await getApiKey(core, account, apiKey._id)).revokedAt).toBeInstanceOf(Date);
    expect(await allApiKeys(core, account)).toEqual([]);
    const late = createApiKey(core, context, { name: 'Late', numberId, retentionDays: 7 });
    expect(await refusalOf(late)).toEqual(['NOT_FOUND']);
    // Its provider's id is free again.
    await createNumber(core, context, SALES);
  });
});

describe('accounts are apart (invariant 8)', () => {
  test("another account's objects do not exist", async () => {
    const { core, context } = here;
    const { _id: numberId } = await createNumber(core, context, SALES);
    const { _id: account } = await createAccount(core, context, { name: 'Second' });
    const there = { ...context, account };
    const attempts = [
      getNumber(core, account, numberId),
      updateNumber(core, there, { numberId, name: 'Mine' }),
      setNumberPiiMode(core, there, { numberId, mode: 'RELAY_ONLY' }),
      updateNumberSettings(core, there, { numberId, settings: { a: 1 } }),
      removeNumber(core, there, { numberId }),
      createApiKey(core, there, { name: 'Spy', numberId, retentionDays: 1 }),
    ];
    for (const attempt of attempts) expect(await refusalOf(attempt)).toEqual(['NOT_FOUND']);
    expect((await listNumbers(core, account, {})).edges).toEqual([]);
  });
});

describe('pages', () => {
  test('follow each other without a gap, even within one instant', async () => {
    const { core, context, account } = here;
    const names: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      const name = `Key ${String(index)}`;
      await createApiKey(core, context, { name, retentionDays: 0 });
      names.push(name);
    }
    const seen: string[] = [];
    let after: string | null = null;
    for (let turn = 0; turn < 10; turn += 1) {
      const page = await listApiKeys(core, account, { first: 3, after });
      expect(await page.total()).toBe(7);
      seen.push(...page.edges.map(({ node }) => node.name));
      after = page.edges.at(-1)?.cursor ?? null;
      if (!page.hasNextPage) break;
    }
    expect(seen).toEqual(names);
    expect(await refusalOf(listApiKeys(core, account, { first: 101 }))).toContain('PAGE_SIZE_INVALID');
    expect(await refusalOf(listApiKeys(core, account, { after: 'bm9wZQ' }))).toContain('CURSOR_INVALID');
  });
});
