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

describe('the surface', () => {
  it.each([
    ['GET', '/v1/nothing'],
    ['GET', '/v1/numbers/'],
    ['GET', `/v1/numbers/${'x'.repeat(500)}`],
    ['GET', '/v1/%E0%A4%A'],
    ['POST', '/'],
  ])('has nothing at address %#', async (method, path) => {
    const response = await fetch(`${gateway.url}${path}`, { method, headers: byNumber() });
    expect(response.status).toBe(404);
    expect(['NOT_FOUND', 'NUMBER_NOT_FOUND']).toContain(((await response.json()) as JsonObject)['code']);
  });

  it.each([
    ['POST', '/v1/conversations', 'GET, HEAD'],
    ['DELETE', '/v1/numbers/x', 'GET, HEAD, PATCH'],
    ['OPTIONS', '/v1/messages/unread', 'GET, HEAD'],
    ['GET', '/v1/messages/send', 'POST'],
    ['PUT', '/v1/messages/send', 'POST'],
    ['HEAD', '/v1/messages/cancel', 'DELETE'],
  ])('%s %s is refused, and what may be asked is told', async (method, path, allow) => {
    const response = await fetch(`${gateway.url}${path}`, { method, headers: byNumber() });
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
    const text = await response.text();
    if (method !== 'HEAD') expect((JSON.parse(text) as JsonObject)['code']).toBe('METHOD_NOT_ALLOWED');
    expect((await fetch(`${gateway.url}${path}`, { method })).status).toBe(401);
  });

  it('tells what a page’s size may be', async () => {
    const { status, body } = await gateway.get('/v1/conversations?pageSize=101', byNumber());
    expect([status, body['issues']]).toEqual([
      400,
      [{ path: 'pageSize', message: 'A whole number is expected, 1 to 100.' }],
    ]);
  });

  it('wants to know whose file is meant', async () => {
    const accountKey = { 'x-api-key': mine.accountKey };
    expect(await answer('/v1/media/1', accountKey)).toEqual([403, 'TENANT_SCOPE_NOT_ALLOWED']);
    expect(await answer('/v1/media/1?phoneNumberId=', accountKey)).toEqual([403, 'TENANT_SCOPE_NOT_ALLOWED']);
    expect(await answer('/v1/media/1', byAccount())).toEqual([404, 'MEDIA_NOT_FOUND']);
    expect(await answer('/v1/media/1?phoneNumberId=2002', accountKey)).toEqual([404, 'MEDIA_NOT_FOUND']);
    expect(await answer('/v1/media/1?phoneNumberId=2003', accountKey)).toEqual([404, 'NUMBER_NOT_FOUND']);
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
