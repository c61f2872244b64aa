import { beforeEach, describe, expect, it } from '@jest/globals';
import { updateDataRetention } from '../../../src/administration/accounts.js';
import { createApiKey, updateApiKeyRetention } from '../../../src/administration/apiKeys.js';
import { systemContext } from '../../../src/administration/context.js';
import { removeNumber, setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import { createNumber } from '../../../src/administration/numbers.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/lib/clock.js';
import type { SendLogQuery } from '../../../src/reading/sendLog.js';
import { createTestGateway, type TestGateway } from '../../support/gateway.js';
import { acceptTestSend, queueTestSend, type TestSend } from '../../support/sends.js';

const START = new Date('2026-03-01T12:00:00Z');
const PHONE = '+4915155508842';

let gateway: TestGateway;
let sends = 0;

beforeEach(async () => {
  gateway = await createTestGateway({ now: START });
  sends = 0;
});

const keyOf = async (retentionDays: number): Promise<string> =>
  (await createApiKey(gateway.core, systemContext(gateway.account), { name: 'shop', retentionDays })).apiKey
    ._id;

/** One send a minute. */
async function send(more: Partial<TestSend> = {}): Promise<{ readonly id: string; readonly send: TestSend }> {
  gateway.now = new Date(gateway.now.getTime() + MINUTE_MS);
  sends += 1;
  const wanted: TestSend = {
    account: gateway.account,
    number: gateway.number._id,
    apiKey: null,
    at: gateway.now,
    text: `text ${String(sends)}`,
    phone: PHONE,
    ...more,
  };
  return { id: await queueTestSend(gateway.core, wanted), send: wanted };
}

const pass = (ms: number): void => {
  gateway.now = new Date(gateway.now.getTime() + ms);
};
const find = (id: string, number?: string) => gateway.services.sendLog.find(gateway.account, id, number);
const list = (query: Partial<SendLogQuery> = {}, page = {}) =>
  gateway.services.sendLog.list(
    { account: gateway.account, numberId: gateway.number._id, ...query },
    { limit: 50, ...page },
  );
const texts = async (query: Partial<SendLogQuery> = {}, page = {}) =>
  (await list(query, page)).items.map(({ pii }) => pii?.content ?? null);
const setMode = (mode: 'STORE_X_DAYS' | 'RELAY_ONLY' | 'STORE_INDEFINITE', piiRetentionDays?: number) =>
  setNumberPiiMode(gateway.core, systemContext(gateway.account), {
    numberId: gateway.number._id,
    mode,
    piiRetentionDays,
  });

describe('the list', () => {
  it('is newest first, in pages that miss nothing, filtered by status, key and dates', async () => {
    const apiKey = await keyOf(30);
    const first = await send();
    await send({ apiKey });
    const third = await send({ apiKey });
    await acceptTestSend(gateway.core, third.id, third.send, 'wamid.third');
    expect(await texts()).toEqual(['text 3', 'text 2', 'text 1']);
    expect(await texts({}, { limit: 2 })).toEqual(['text 3', 'text 2']);
    expect(await texts({}, { limit: 2, skip: 2 })).toEqual(['text 1']);
    const [, second] = (await list()).items;
    const after = { at: second?.row.at ?? START, id: second?.row._id ?? '' };
    expect(await texts({}, { limit: 2, after })).toEqual(['text 1']);
    expect(await texts({ apiKeyId: apiKey })).toEqual(['text 3', 'text 2']);
    expect(await texts({ status: 'SENT' })).toEqual(['text 3']);
    expect(await texts({ startDate: third.send.at })).toEqual(['text 3']);
    expect(await texts({ endDate: first.send.at })).toEqual(['text 1']);
    expect(
      await gateway.services.sendLog.count({ account: gateway.account, apiKeyId: apiKey, status: 'QUEUED' }),
    ).toBe(1);
    await expect(list({ numberId: 'another' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('of STORE_X_DAYS is the window, of RELAY_ONLY nothing, each with its notice', async () => {
    await send();
    pass(3 * DAY_MS);
    await send();
    expect(await list()).toMatchObject({ notice: null, items: [{}, {}] });
    await setMode('STORE_X_DAYS', 2);
    expect(await texts()).toEqual(['text 2']);
    expect((await list()).notice).toBe('PII_WINDOW');
    expect(await gateway.services.sendLog.count({ account: gateway.account })).toBe(1);
    await setMode('RELAY_ONLY');
    expect(await list()).toEqual({ items: [], hasMore: false, notice: 'PII_RELAY_ONLY' });
    expect(await gateway.services.sendLog.count({ account: gateway.account })).toBe(0);
    // Back again: the entries are there, what was in them is not.
    pass(MINUTE_MS);
    await setMode('STORE_INDEFINITE');
    expect(await texts()).toEqual([null, null]);
  });

  it('of the account shows each number by its own mode', async () => {
    const context = systemContext(gateway.account);
    const other = await createNumber(gateway.core, context, { name: 'other', phoneNumber: '+4930123457' });
    await send();
    await send({ number: other._id });
    pass(3 * DAY_MS);
    await send();
    const all = () => gateway.services.sendLog.list({ account: gateway.account }, { limit: 50 });
    const shown = async () => (await all()).items.map(({ pii }) => pii?.content ?? null);
    expect(await shown()).toEqual(['text 3', 'text 2', 'text 1']);
    await setMode('STORE_X_DAYS', 2);
    expect(await shown()).toEqual(['text 3', 'text 2']);
    expect((await all()).notice).toBe('PII_WINDOW');
    await setMode('RELAY_ONLY');
    expect(await shown()).toEqual(['text 2']);
    await removeNumber(gateway.core, context, { numberId: other._id });
    expect(await all()).toEqual({ items: [], hasMore: false, notice: 'PII_RELAY_ONLY' });
  });
});

describe('one entry', () => {
  it('is found by our id, the correlation id and the provider’s, and nobody else’s account', async () => {
    const { id, send: sent } = await send({ correlationId: 'correlation-1' });
    expect(await find(id)).toMatchObject({ externalId: null, redactedAt: null, expiresAt: null });
    await acceptTestSend(gateway.core, id, sent, 'wamid.one');
    for (const name of [id, 'correlation-1', 'wamid.one']) {
      expect(await find(name)).toMatchObject({
        row: { _id: id, status: 'SENT' },
        pii: { destinationNumber: PHONE, content: 'text 1' },
        externalId: 'wamid.one',
      });
      expect(await find(name, gateway.number._id)).toMatchObject({ row: { _id: id } });
      expect(await find(name, 'another')).toBeNull();
      expect(await gateway.services.sendLog.find('another', name)).toBeNull();
    }
    expect(await find('nothing')).toBeNull();
  });

  it('tells when its PII goes and by which policy, and is redacted at that instant without any job', async () => {
    const { id, send: sent } = await send({ apiKey: await keyOf(7) });
    const expiresAt = new Date(sent.at.getTime() + 7 * DAY_MS);
    expect(await find(id)).toMatchObject({ expiresAt, decidedBy: 'API_KEY_RETENTION', redactedAt: null });
    pass(7 * DAY_MS - 1);
    expect(await find(id)).toMatchObject({ pii: { content: 'text 1' } });
    pass(1);
    expect(await find(id)).toMatchObject({
      pii: null,
      redactedAt: expiresAt,
      redactedBy: 'API_KEY_RETENTION',
    });
    expect(await texts()).toEqual([null]);
  });

  it('is hidden the moment its key is tightened, and loosening does not bring it back', async () => {
    const apiKey = await keyOf(30);
    const { id } = await send({ apiKey });
    const set = (retentionDays: number) =>
      updateApiKeyRetention(gateway.core, systemContext(gateway.account), {
        apiKeyId: apiKey,
        retentionDays,
      });
    pass(DAY_MS);
    expect((await find(id))?.pii).not.toBeNull();
    await set(0);
    expect(await find(id)).toMatchObject({ pii: null, redactedBy: 'API_KEY_RETENTION' });
    await set(365);
    expect(await find(id)).toMatchObject({ pii: null, redactedBy: 'API_KEY_RETENTION' });
  });

  it('without a key goes by the account’s retention', async () => {
    const { id, send: sent } = await send();
    await updateDataRetention(gateway.core, systemContext(gateway.account), { days: 0 });
    const expiresAt = new Date(sent.at.getTime() + 2 * HOUR_MS);
    expect(await find(id)).toMatchObject({ expiresAt, decidedBy: 'ACCOUNT_RETENTION' });
    pass(2 * HOUR_MS);
    expect(await find(id)).toMatchObject({ pii: null, redactedBy: 'ACCOUNT_RETENTION' });
  });

  it('that never held PII says by which policy', async () => {
    const byKey = await send({ apiKey: await keyOf(0), isKept: false });
    expect(await find(byKey.id)).toMatchObject({
      pii: null,
      redactedAt: byKey.send.at,
      redactedBy: 'API_KEY_RETENTION',
    });
    await setMode('RELAY_ONLY');
    const byMode = await send({ isKept: false, isInline: true });
    expect(await find(byMode.id)).toMatchObject({
      pii: null,
      redactedAt: byMode.send.at,
      redactedBy: 'NUMBER_PII_MODE',
    });
  });

  it('of a removed number stays, without its PII', async () => {
    const { id } = await send();
    await removeNumber(gateway.core, systemContext(gateway.account), { numberId: gateway.number._id });
    expect(await find(id)).toMatchObject({ row: { _id: id }, pii: null, redactedBy: 'NUMBER_PII_MODE' });
  });
});
