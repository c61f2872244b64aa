import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { revokeApiKey } from '../../../src/administration/apiKeys.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { ENDPOINTS } from '../../../src/http/rest/endpoints.js';
import type { ApiKeyRow } from '../../../src/projections/rows.js';
import { startHttpGateway, type HttpGateway, type TestNumber } from '../../support/httpGateway.js';
import { envelope, textMessage, type JsonObject } from '../../support/whatsapp.js';

const LISTS = ['/v1/conversations', '/v1/messages/unread', '/v1/messages/group', '/v1/messages/history'];
const at = (day: number, time = '12:00:00') =>
  new Date(`2026-01-${String(day).padStart(2, '0')}T${time}.000Z`);

let gateway: HttpGateway;
let mine: TestNumber;
let second: TestNumber;
let theirs: TestNumber;
beforeAll(async () => {
  gateway = await startHttpGateway('http_rest');
  mine = await gateway.addNumber('2001');
  second = await gateway.addNumber('2002', mine);
  theirs = await gateway.addNumber('2003');
  const days = [1, 2, 3, 4, 5];
  const messages = days.map((day) =>
    textMessage({
      text: `canary day ${String(day)}`,
      at: at(day),
      from: { phone: `551199999000${String(day)}` },
    }),
  );
  await gateway.post(mine, envelope({ phoneNumberId: '2001', messages }));
});
afterAll(() => gateway.stop());

const byNumber = () => ({ 'x-api-key': mine.numberKey });
const byAccount = (number = mine) => ({
  'x-api-key': mine.accountKey,
  'x-whatsapp-number-id': number.number._id,
});
const answer = async (path: string, headers: Record<string, string> = byNumber()) => {
  const { status, body } = await gateway.get(path, headers);
  return [status, body['code']];
};
const texts = async (query: string): Promise<unknown> => {
  const { body } = await gateway.get(`/v1/messages/history${query}`, byNumber());
  return (body['messages'] as JsonObject[]).map(({ text }) => text);
};

describe('who asks', () => {
  const paths = [...LISTS, '/v1/numbers', '/v1/api-keys', `/v1/numbers/x`, '/v1/numbers/x/status'];

  it.each(paths)('refuses %s without a valid key', async (path) => {
    const { accountKey, numberKey } = mine;
    for (const headers of [
      {},
      { 'x-api-key': '' },
      { 'x-api-key': 'lk_unknown' },
      { 'x-api-key': `${accountKey}, ${numberKey}` },
      { authorization: `Bearer ${accountKey}` },
      { 'x-api-key-id': accountKey },
      { cookie: `session=${accountKey}` },
    ] as Record<string, string>[]) {
      expect(await answer(path, headers)).toEqual([401, 'UNAUTHENTICATED']);
    }
  });

  it('refuses a revoked key at once', async () => {
    const number = await gateway.addNumber('2004');
    const headers = { 'x-api-key': number.numberKey };
    expect(await answer('/v1/conversations', headers)).toEqual([200, undefined]);
    const filter = { account: number.number.account, number: number.number._id };
    const [key] = await gateway.core.documents.find<ApiKeyRow>(COLLECTIONS.apiKeys, filter);
    await revokeApiKey(gateway.core, number.context, { apiKeyId: key?._id ?? '' });
    expect(await answer('/v1/conversations', headers)).toEqual([401, 'UNAUTHENTICATED']);
  });

  it.each(LISTS)('%s is a number’s: an account key names it', async (path) => {
    expect(await answer(path, byAccount())).toEqual([200, undefined]);
    const accountKey = { 'x-api-key': mine.accountKey };
    expect(await answer(path, accountKey)).toEqual([403, 'TENANT_SCOPE_NOT_ALLOWED']);
    expect(await answer(path, { ...accountKey, 'x-whatsapp-number-id': '' })).toEqual([
      403,
      'TENANT_SCOPE_NOT_ALLOWED',
    ]);
    for (const id of [theirs.number._id, 'x', '../numbers', '$ne', '{"$gt":""}']) {
      expect(await answer(path, { ...accountKey, 'x-whatsapp-number-id': id })).toEqual([
        404,
        'NUMBER_NOT_FOUND',
      ]);
    }
  });

  it('ignores the header of a number key', async () => {
    const headers = { ...byNumber(), 'x-whatsapp-number-id': theirs.number._id };
    const { body } = await gateway.get('/v1/messages/history', headers);
    expect(body['total']).toBe(5);
  });

  it('never shows another number’s or account’s messages', async () => {
    const { body: other } = await gateway.get('/v1/messages/history', byAccount(second));
    expect(other).toMatchObject({ messages: [], total: 0 });
    const { body: foreign } = await gateway.get('/v1/conversations', { 'x-api-key': theirs.numberKey });
    expect(foreign).toMatchObject({ conversations: [], total: 0 });
  });
});

describe('pages', () => {
  it('starts at page 1 with 30 a page, newest first', async () => {
    const { body } = await gateway.get('/v1/messages/history', byNumber());
    expect(body).toMatchObject({ total: 5, page: 1, pageSize: 30, totalPages: 1 });
    expect(Object.keys(body)).not.toContain('notice');
    expect(await texts('')).toEqual([5, 4, 3, 2, 1].map((day) => `canary day ${String(day)}`));
  });

  it.each(LISTS)('%s pages alike', async (path) => {
    const { body: first } = await gateway.get(`${path}?page=1&pageSize=2`, byNumber());
    const total = first['total'] as number;
    expect(first).toMatchObject({ page: 1, pageSize: 2, totalPages: Math.ceil(total / 2) });
    const { body: far } = await gateway.get(`${path}?page=999999999999999&pageSize=100`, byNumber());
    expect(far).toMatchObject({ total, page: 999_999_999_999_999, totalPages: Math.ceil(total / 100) });
    expect(far['messages'] ?? far['conversations']).toEqual([]);
  });

  it('gives every message once over all pages', async () => {
    const pages = await Promise.all([1, 2, 3].map((page) => texts(`?pageSize=2&page=${String(page)}`)));
    expect(pages.map((page) => (page as unknown[]).length)).toEqual([2, 2, 1]);
    expect(new Set(pages.flat()).size).toBe(5);
  });

  it.each([
    'page=0',
    'page=-1',
    'page=1.5',
    'page=x',
    'page=',
    'page=1&page=2',
    'page=1e3',
    'page=0x10',
    'page=99999999999999999999',
    'pageSize=0',
    'pageSize=101',
    'pageSize=NaN',
    'startDate=yesterday',
    'startDate=',
    'endDate=2026-02-30',
    'startDate=2026-01-01&startDate=2026-01-02',
    'endDate=%00',
    'startDate=1767225600000',
  ])('refuses %s and says which', async (query) => {
    const { status, body } = await gateway.get(`/v1/messages/history?${query}`, byNumber());
    expect([status, body['code']]).toEqual([400, 'INVALID_PAYLOAD']);
    expect(body['issues']).toEqual([
      { path: query.split('=')[0], message: expect.stringMatching(/\w/) as unknown },
    ]);
    expect(Object.keys(body).sort()).toEqual(['code', 'error', 'issues']);
  });

  it.each([
    'startDate[$gt]=',
    'startDate[$ne]=x',
    '__proto__=x',
    'constructor[prototype]=1',
    'account=other',
    'number=other',
    'unread=true',
    'x=%00',
    '%00=x',
    `x=${'y'.repeat(4_000)}`,
    '&&&===',
    '%E0%A4%A',
  ])('ignores %.40s', async (query) => {
    const { status, body } = await gateway.get(`/v1/messages/history?${query}`, byNumber());
    expect([status, body['total']]).toEqual([200, 5]);
  });
});

describe('dates', () => {
  it.each([
    ['startDate=2026-01-03T12:00:00.000Z', 3],
    ['startDate=2026-01-03T12:00:00.001Z', 2],
    ['endDate=2026-01-03T12:00:00Z', 3],
    ['endDate=2026-01-03T11:59:59.999Z', 2],
    ['startDate=2026-01-03&endDate=2026-01-03', 1],
    ['startDate=2026-01-02T12:00&endDate=2026-01-04T12:00', 3],
    ['startDate=2026-01-03T14:00:00%2B02:00', 3],
    ['startDate=2026-01-03T14:00:00+02:00', 3],
    ['startDate=2026-01-03T10:00:00-0200', 3],
    ['startDate=0001-01-01&endDate=9999-12-31', 5],
    ['startDate=2027-01-01', 0],
  ])('%s gives %i, bounds included', async (query, total) => {
    for (const path of ['/v1/messages/history', '/v1/messages/unread', '/v1/conversations']) {
      const { status, body } = await gateway.get(`${path}?${query}`, byNumber());
      expect([status, body['total']]).toEqual([200, total]);
    }
  });

  it.each(LISTS)('%s refuses a start after the end', async (path) => {
    expect(await answer(`${path}?startDate=2026-01-02&endDate=2026-01-01`)).toEqual([
      400,
      'INVALID_DATE_RANGE',
    ]);
    expect(await answer(`${path}?startDate=2026-01-02T00:00Z&endDate=2026-01-02T00:00Z`)).toEqual([
      200,
      undefined,
    ]);
  });
});

describe('the surface', () => {
  it.each([
    ['GET', '/v1/nothing'],
    ['POST', '/v1/conversations'],
    ['DELETE', '/v1/numbers'],
    ['GET', '/v1/numbers/'],
    ['GET', `/v1/numbers/${'x'.repeat(500)}`],
    ['GET', '/v1/%E0%A4%A'],
    ['POST', '/'],
  ])('has nothing at %s %.40s', async (method, path) => {
    const response = await fetch(`${gateway.url}${path}`, { method, headers: byNumber() });
    expect(response.status).toBe(404);
    expect(['NOT_FOUND', 'NUMBER_NOT_FOUND']).toContain(((await response.json()) as JsonObject)['code']);
  });

  it('carries a request id and is kept by no cache', async () => {
    const { headers } = await fetch(`${gateway.url}/v1/conversations`, { headers: byNumber() });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('serves its contract to everybody', async () => {
    const { status, body } = await gateway.get('/v1/openapi.json');
    expect(status).toBe(200);
    expect(Object.keys(body['paths'] as JsonObject)).toEqual([...new Set(ENDPOINTS.map(({ path }) => path))]);
    const page = await fetch(`${gateway.url}/docs`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect((await fetch(`${gateway.url}/docs/style.css`)).status).toBe(200);
  });

  it('shows nothing of what went wrong inside', async () => {
    const spy = jest
      .spyOn(gateway.core.documents, 'find')
      .mockRejectedValueOnce(new Error('secret-of-the-inside'));
    const { status, body } = await gateway.get('/v1/messages/history', byNumber());
    spy.mockRestore();
    expect([status, body['code']]).toEqual([500, 'INTERNAL_SERVER_ERROR']);
    expect(JSON.stringify(body)).not.toContain('secret-of-the-inside');
    expect(gateway.logged()).toContain(body['requestId']);
    expect(gateway.logged()).not.toContain('secret-of-the-inside');
  });

  it('says that another try is worth it while the database is away', async () => {
    const away = Object.assign(new Error('db.example:27017'), { name: 'MongoServerSelectionError' });
    const spy = jest.spyOn(gateway.core.documents, 'find').mockRejectedValueOnce(away);
    const response = await fetch(`${gateway.url}/v1/messages/history`, { headers: byNumber() });
    spy.mockRestore();
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.json()).toEqual({
      error: 'The database cannot be reached.',
      code: 'UPSTREAM_ERROR',
    });
  });
});

it('has logged no key, query, phone number or text', () => {
  const logged = gateway.logged();
  expect(logged).toContain('/v1/messages/history');
  for (const secret of [
    mine.numberKey,
    mine.accountKey,
    'canary',
    '55119999',
    'startDate',
    'yesterday',
    'lk_',
  ]) {
    expect(logged).not.toContain(secret);
  }
});
