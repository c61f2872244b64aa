import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHttpGateway, type HttpGateway, type TestNumber } from '../../support/httpGateway.js';
import { envelope, textMessage, type JsonObject } from '../../support/whatsapp.js';

const LISTS = ['/v1/conversations', '/v1/messages/unread', '/v1/messages/group', '/v1/messages/history'];
const CANARY = 'canary-in-the-query';

let gateway: HttpGateway;
let mine: TestNumber;
beforeAll(async () => {
  gateway = await startHttpGateway('http_paging');
  mine = await gateway.addNumber('2101');
  const messages = [1, 2, 3, 4, 5].map((day) =>
    textMessage({
      text: `canary day ${String(day)}`,
      at: new Date(`2026-01-0${String(day)}T12:00:00.000Z`),
      from: { phone: `551199999000${String(day)}` },
    }),
  );
  await gateway.post(mine, envelope({ phoneNumberId: '2101', messages }));
});
afterAll(() => gateway.stop());

const byNumber = () => ({ 'x-api-key': mine.numberKey });
const answer = async (path: string) => {
  const { status, body } = await gateway.get(path, byNumber());
  return [status, body['code']];
};
const texts = async (query: string): Promise<unknown> => {
  const { body } = await gateway.get(`/v1/messages/history${query}`, byNumber());
  return (body['messages'] as JsonObject[]).map(({ text }) => text);
};

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
  ])('ignores odd query %#', async (query) => {
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

it('has logged nothing of any query', async () => {
  await answer(`/v1/messages/history?page=${CANARY}&x=${CANARY}`);
  for (const secret of [CANARY, 'startDate', 'yesterday']) expect(gateway.logged()).not.toContain(secret);
});
