import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { conforms, issuesOf, startRestGateway, type RestGateway } from '../../support/restGateway.js';
import { envelope, textMessage } from '../../support/whatsapp.js';

const SEND = '/v1/messages/send';
const TEXT = { destinationNumber: '+5511955554444', text: 'canary-text' };

let rest: RestGateway;
beforeAll(async () => {
  rest = await startRestGateway();
});
afterAll(() => rest.close());

describe('the send log', () => {
  it('lists what was sent, and finds it by each of its ids', async () => {
    const { body } = await rest.ask('POST', SEND, { ...TEXT, text: 'in the log' });
    const list = await rest.ask('GET', '/v1/messages?pageSize=1');
    conforms('GET', '/v1/messages', list);
    const entry = {
      id: body['id'],
      externalMessageId: null,
      status: 'QUEUED',
      correlationId: body['correlationId'],
      destinationNumber: TEXT.destinationNumber,
      content: 'in the log',
      createdAt: '2026-03-01T12:00:00.000Z',
      sentAt: null,
      deliveredAt: null,
      readAt: null,
      errorCode: null,
      errorMessage: null,
      origin: 'API',
      metaPricing: null,
      redactedAt: null,
      redactedBy: null,
    };
    expect(list.body).toMatchObject({ messages: [entry], page: 1, pageSize: 1 });
    for (const id of [body['id'], body['correlationId']]) {
      const one = await rest.ask('GET', `/v1/messages/${String(id)}`);
      conforms('GET', '/v1/messages/{id}', one);
      expect(one.body).toEqual(entry);
    }
    expect((await rest.ask('GET', '/v1/messages?status=READ')).body).toMatchObject({
      total: 0,
      messages: [],
    });
    expect((await rest.ask('GET', '/v1/messages?status=QUEUED')).body['total']).toBe(list.body['total']);
  });

  it('does not know another number’s', async () => {
    const { body } = await rest.ask('POST', SEND, TEXT);
    const named = { 'x-api-key': rest.accountKey, 'x-whatsapp-number-id': rest.other._id };
    const path = `/v1/messages/${String(body['id'])}`;
    const answer = await rest.ask('GET', path, undefined, named);
    expect([answer.status, answer.body['code']]).toEqual([404, 'MESSAGE_NOT_FOUND']);
    expect((await rest.ask('GET', `/v1/messages/${'wamid.'.padEnd(250, 'A')}`)).body).toMatchObject({
      code: 'MESSAGE_NOT_FOUND',
    });
  });

  it('gives the stored messages that came in where those are asked for', async () => {
    await rest.receive(envelope({ messages: [textMessage({ text: 'from outside', at: rest.now })] }));
    const list = await rest.ask('GET', '/v1/messages?direction=INBOUND');
    conforms('GET', '/v1/messages', list);
    expect(list.body).toMatchObject({
      total: 1,
      messages: [
        { content: 'from outside', status: 'DELIVERED', origin: null, destinationNumber: '+4930123456' },
      ],
    });
    const id = (list.body['messages'] as { id: string }[])[0]?.id ?? '';
    expect((await rest.ask('GET', `/v1/messages/${id}`)).body).toMatchObject({ content: 'from outside' });
    for (const [status, total] of [
      ['DELIVERED', 1],
      ['READ', 0],
      ['QUEUED', 0],
    ] as const)
      expect((await rest.ask('GET', `/v1/messages?direction=INBOUND&status=${status}`)).body['total']).toBe(
        total,
      );
  });

  it.each(['status=NEW', 'direction=UP', 'page=0'])('refuses %s', async (query) => {
    expect((await rest.ask('GET', `/v1/messages?${query}`)).body).toMatchObject({ code: 'INVALID_PAYLOAD' });
  });

  it('refuses dates that end before they start', async () => {
    const query = 'startDate=2026-03-02&endDate=2026-03-01';
    expect((await rest.ask('GET', `/v1/messages?${query}`)).body).toMatchObject({
      code: 'INVALID_DATE_RANGE',
    });
  });
});

describe('GET /v1/analytics/dashboard', () => {
  const DASHBOARD = '/v1/analytics/dashboard';

  it('counts, of a number or of the account', async () => {
    const named = { 'x-api-key': rest.accountKey, 'x-whatsapp-number-id': rest.other._id };
    await rest.ask('POST', SEND, TEXT, named);
    const number = await rest.ask('GET', `${DASHBOARD}?tz=Europe/Berlin`);
    conforms('GET', DASHBOARD, number);
    const account = await rest.ask('GET', DASHBOARD, undefined, { 'x-api-key': rest.accountKey });
    const queued = ({ body }: typeof number) => (body['statusDistribution'] as { queued: number }).queued;
    expect(queued(number)).toBeGreaterThan(0);
    expect(queued(account)).toBeGreaterThan(queued(number));
    expect(Object.keys(number.body)).toEqual([
      'totalSent',
      'totalFailed',
      'sentPercentChange',
      'failedPercentChange',
      'failureRate',
      'dailyMessages',
      'statusDistribution',
    ]);
  });

  it('names a time zone that is none', async () => {
    const answer = await rest.ask('GET', `${DASHBOARD}?tz=Mars/Olympus`);
    expect([answer.body['code'], issuesOf(answer)]).toEqual(['INVALID_PAYLOAD', ['tz']]);
  });
});

describe('a key that asks too often', () => {
  it('is told when to come back, while others are served', async () => {
    const limited = await startRestGateway({ perSecond: 2 });
    try {
      const codes = new Set<unknown>();
      for (let count = 0; count < 12; count += 1) {
        const { status, headers, body } = await limited.ask('GET', '/v1/messages');
        codes.add(body['code']);
        if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      }
      expect(codes).toEqual(new Set([undefined, 'RATE_LIMITED']));
      const another = await limited.ask('GET', '/v1/numbers', undefined, { 'x-api-key': limited.accountKey });
      expect(another.status).toBe(200);
    } finally {
      await limited.close();
    }
  });
});
