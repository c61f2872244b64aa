import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { removeNumber } from '../../../src/administration/numberPolicy.js';
import { createNumber } from '../../../src/administration/numbers.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import type { AuditRow } from '../../../src/projections/rows.js';
import { startHttpGateway, type HttpGateway, type TestNumber } from '../../support/httpGateway.js';
import type { JsonObject } from '../../support/whatsapp.js';

let gateway: HttpGateway;
let mine: TestNumber;
let second: TestNumber;
let theirs: TestNumber;
beforeAll(async () => {
  gateway = await startHttpGateway('http_numbers');
  mine = await gateway.addNumber('4001');
  second = await gateway.addNumber('4002', mine);
  theirs = await gateway.addNumber('4003');
});
afterAll(() => gateway.stop());

const ids = (body: unknown) => (body as JsonObject[]).map(({ id }) => id);
const key = (secret: string) => ({ 'x-api-key': secret });
async function patch(body: unknown, { number, by }: { number?: TestNumber; by?: string } = {}) {
  const { number: row, accountKey } = number ?? mine;
  const response = await fetch(`${gateway.url}/v1/numbers/${row._id}`, {
    method: 'PATCH',
    headers: { 'x-api-key': by ?? accountKey, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as JsonObject };
}
const pathsOf = (issues: unknown) =>
  issues === undefined ? undefined : [...new Set((issues as JsonObject[]).map(({ path }) => path))];
const refused = async (body: unknown, ...rest: [{ number?: TestNumber; by?: string }?]) => {
  const { status, body: answer } = await patch(body, ...rest);
  return [status, answer['code'], pathsOf(answer['issues'])];
};

describe('GET /v1/numbers', () => {
  it('shows an account key all of its account, a number key its own', async () => {
    expect(ids((await gateway.get('/v1/numbers', key(mine.accountKey))).body)).toEqual([
      mine.number._id,
      second.number._id,
    ]);
    expect(ids((await gateway.get('/v1/numbers', key(second.numberKey))).body)).toEqual([second.number._id]);
  });

  it('shows one, without secrets', async () => {
    const { status, body } = await gateway.get(`/v1/numbers/${mine.number._id}`, key(mine.numberKey));
    expect(status).toBe(200);
    expect(body).toEqual({
      id: mine.number._id,
      number: '+15550783881',
      name: 'Front desk',
      provider: 'WHATSAPP_CLOUD',
      state: 'CONNECTED',
      isFullyConnected: true,
      piiMode: 'STORE_INDEFINITE',
      piiRetentionDays: null,
      settings: {},
      createdAt: '2026-02-01T00:00:00.000Z',
      updatedAt: '2026-02-01T00:00:00.000Z',
    });
  });

  it.each(['', '/status'])('hides what is not the key’s (%s)', async (suffix) => {
    for (const [id, secret] of [
      [theirs.number._id, mine.accountKey],
      [second.number._id, mine.numberKey],
      ['x', mine.accountKey],
      ['%00', mine.accountKey],
      ['%24ne', mine.accountKey],
    ] as const) {
      const { status, body } = await gateway.get(`/v1/numbers/${id}${suffix}`, key(secret));
      expect([status, body['code']]).toEqual([404, 'NUMBER_NOT_FOUND']);
    }
  });

  it('tells the status as far as it is known', async () => {
    const bare = await createNumber(gateway.core, theirs.context, {
      name: 'Bare',
      phoneNumber: '+15550000002',
    });
    const { body } = await gateway.get(`/v1/numbers/${bare._id}/status`, key(theirs.accountKey));
    const lastKnownAt = '2026-02-01T00:00:00.000Z';
    expect(body).toEqual({ id: bare._id, state: 'DISCONNECTED', stale: true, lastKnownAt });
  });
});

describe('PATCH /v1/numbers/{id}', () => {
  it('changes only what is present', async () => {
    expect((await patch({ settings: { locale: 'pt', size: 3, bot: true } })).body).toMatchObject({
      piiMode: 'STORE_INDEFINITE',
      settings: { locale: 'pt', size: 3, bot: true },
    });
    const days7 = { piiMode: 'STORE_X_DAYS', piiRetentionDays: 7 };
    expect((await patch(days7)).body).toMatchObject({ ...days7, settings: { locale: 'pt' } });
    expect((await patch({ piiRetentionDays: 9 })).body).toMatchObject({ ...days7, piiRetentionDays: 9 });
    expect((await patch({ piiMode: 'STORE_X_DAYS' })).body).toMatchObject({ piiRetentionDays: 9 });
    expect((await patch({ settings: { size: null } })).body['settings']).toEqual({ locale: 'pt', bot: true });
    expect((await patch({ piiMode: 'RELAY_ONLY' })).body).toMatchObject({
      piiMode: 'RELAY_ONLY',
      piiRetentionDays: null,
    });
    const indefinite = { piiMode: 'STORE_INDEFINITE', piiRetentionDays: null };
    expect((await patch(indefinite)).body).toMatchObject(indefinite);
    expect((await patch(indefinite)).status).toBe(200);
    const { body } = await gateway.get(`/v1/numbers/${mine.number._id}`, key(mine.accountKey));
    expect(body).toMatchObject(indefinite);
  });

  it('lets a number’s key change its own number, and names the key in the audit log', async () => {
    const by = second.numberKey;
    expect((await patch({ piiMode: 'RELAY_ONLY' }, { number: second, by })).status).toBe(200);
    const rows = await gateway.core.documents.find<AuditRow>(COLLECTIONS.audit, {
      account: mine.number.account,
      target: `number:${second.number._id}`,
    });
    expect(rows.find(({ action }) => action.includes('PII_MODE'))?.by.type).toBe('API_KEY');
  });

  it.each([{}, '', '{}'])('refuses %j as empty', async (body) => {
    expect(await refused(body)).toEqual([400, 'EMPTY_PATCH', undefined]);
  });

  it.each<[unknown, string[]]>([
    [{ piiMode: 'STORE_X_DAYS' }, ['piiRetentionDays']],
    [{ piiMode: 'STORE_X_DAYS', piiRetentionDays: null }, ['piiRetentionDays']],
    [{ piiMode: 'STORE_X_DAYS', piiRetentionDays: 0 }, ['piiRetentionDays']],
    [{ piiMode: 'STORE_X_DAYS', piiRetentionDays: 1.5 }, ['piiRetentionDays']],
    [{ piiMode: 'STORE_X_DAYS', piiRetentionDays: '7' }, ['piiRetentionDays']],
    [{ piiMode: 'STORE_X_DAYS', piiRetentionDays: 1e300 }, ['piiRetentionDays']],
    [{ piiMode: 'STORE_X_DAYS', piiRetentionDays: 36_501 }, ['piiRetentionDays']],
    [{ piiMode: 'RELAY_ONLY', piiRetentionDays: 7 }, ['piiRetentionDays']],
    [{ piiRetentionDays: 7 }, ['piiRetentionDays']],
    [{ piiMode: 'FOREVER' }, ['piiMode']],
    [{ piiMode: null }, ['piiMode']],
    [{ piiMode: { $gt: '' } }, ['piiMode']],
    [{ settings: [] }, ['settings']],
    [{ settings: { a: {} } }, ['settings.a']],
    [{ settings: { a: 'x'.repeat(1_001) } }, ['settings.a']],
    [{ settings: { $set: 1 } }, ['settings']],
    [{ settings: { 'a.b': 1 } }, ['settings']],
    [{ settings: { constructor: { x: 1 } } }, ['settings.constructor']],
    [{ name: 'x', account: 'y' }, ['name', 'account']],
    [{ piiMode: 'RELAY_ONLY', foo: 1 }, ['foo']],
    ['{"__proto__":{"a":1}}', ['']],
    ['{"settings":{"__proto__":{"a":1}}}', ['']],
    ['{"piiMode"', ['']],
    ['[]', ['']],
    ['"x"', ['']],
    ['null', ['']],
    ['\u0000', ['']],
    ['['.repeat(100_000), ['']],
  ])('refuses patch %# by name', async (body, paths) => {
    expect(await refused(body)).toEqual([400, 'INVALID_PAYLOAD', paths]);
    const { body: number } = await gateway.get(`/v1/numbers/${mine.number._id}`, key(mine.accountKey));
    expect(number).toMatchObject({ piiMode: 'STORE_INDEFINITE', settings: { locale: 'pt', bot: true } });
  });

  it('changes nothing at all when a part is refused', async () => {
    expect(await refused({ piiMode: 'RELAY_ONLY', settings: { A: 1 } })).toEqual([
      400,
      'INVALID_PAYLOAD',
      ['settings'],
    ]);
    expect(await refused({ piiMode: 'STORE_X_DAYS', settings: { ok: 1 } })).toEqual([
      400,
      'INVALID_PAYLOAD',
      ['piiRetentionDays'],
    ]);
    const { body } = await gateway.get(`/v1/numbers/${mine.number._id}`, key(mine.accountKey));
    expect(body).toMatchObject({ piiMode: 'STORE_INDEFINITE', settings: { locale: 'pt', bot: true } });
  });

  it('asks who it is before it reads the body, and bounds the body', async () => {
    expect(await refused('{', { by: 'lk_unknown' })).toEqual([401, 'UNAUTHENTICATED', undefined]);
    expect(await refused({ piiMode: 'RELAY_ONLY' }, { number: theirs, by: mine.accountKey })).toEqual([
      404,
      'NUMBER_NOT_FOUND',
      undefined,
    ]);
    const huge = JSON.stringify({ settings: { a: 'x'.repeat(2 * 1024 * 1024) } });
    expect(await refused(huge)).toEqual([413, 'PAYLOAD_TOO_LARGE', undefined]);
    const response = await fetch(`${gateway.url}/v1/numbers/${mine.number._id}`, {
      method: 'PATCH',
      headers: { 'x-api-key': mine.accountKey, 'content-type': 'text/plain' },
      body: '{"piiMode":"RELAY_ONLY"}',
    });
    expect([response.status, ((await response.json()) as JsonObject)['code']]).toEqual([
      400,
      'INVALID_PAYLOAD',
    ]);
  });
});

describe('GET /v1/api-keys', () => {
  it('lists the account’s keys, and never the keys themselves', async () => {
    const { status, body } = await gateway.get('/v1/api-keys', key(theirs.accountKey));
    expect(status).toBe(200);
    expect(body).toEqual([
      expect.objectContaining({ numberId: theirs.number._id, retentionDays: 30, lastUsedAt: null }),
      {
        id: expect.any(String),
        name: 'key',
        keyPrefix: theirs.accountKey.slice(0, 7),
        last4: theirs.accountKey.slice(-4),
        numberId: null,
        retentionDays: 30,
        lastUsedAt: '2026-02-01T00:00:00.000Z',
        createdAt: '2026-02-01T00:00:00.000Z',
      },
    ]);
    expect(JSON.stringify(body)).not.toContain(theirs.accountKey);
  });

  it('is the account’s: a number key is refused', async () => {
    const { status, body } = await gateway.get('/v1/api-keys', key(mine.numberKey));
    expect([status, body['code']]).toEqual([403, 'NUMBER_SCOPE_NOT_ALLOWED']);
  });
});

it('a removed number is gone, with its key', async () => {
  const gone = await gateway.addNumber('4004', mine);
  await removeNumber(gateway.core, gone.context, { numberId: gone.number._id });
  const { status } = await gateway.get(`/v1/numbers/${gone.number._id}`, key(mine.accountKey));
  expect(status).toBe(404);
  expect((await gateway.get('/v1/conversations', key(gone.numberKey))).status).toBe(401);
  expect((await gateway.post(gone, '{}')).status).toBe(404);
});
