import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SendRefused, type SendRefusal } from '../../../src/sending/sendRefused.js';
import { conforms, issuesOf, startRestGateway, type RestGateway } from '../../support/restGateway.js';

const SEND = '/v1/messages/send';
const TEXT = { destinationNumber: '+5511955554444', text: 'canary-text' };

let rest: RestGateway;
beforeAll(async () => {
  rest = await startRestGateway();
});
afterAll(() => rest.close());
beforeEach(() => {
  rest.sending.refusal = null;
});

describe('POST /v1/messages/send', () => {
  it('answers exactly what the contract says', async () => {
    const answer = await rest.ask('POST', SEND, { ...TEXT, variables: {} });
    conforms('POST', SEND, answer);
    expect(answer.body).toEqual({
      id: expect.any(String),
      correlationId: expect.any(String),
      status: 'QUEUED',
      createdAt: '2026-03-01T12:00:00.000Z',
      origin: 'API',
      sourceNumber: '+4930123456',
    });
    expect(answer.headers.get('idempotent-replayed')).toBeNull();
    const asked = rest.sending.asked.at(-1);
    expect(asked).toMatchObject({
      origin: 'API',
      recipient: { kind: 'PHONE', phone: TEXT.destinationNumber },
      content: { type: 'text', body: TEXT.text },
      idempotency: null,
    });
    expect(asked?.by).toEqual({ type: 'API_KEY', id: asked?.apiKey });
  });

  it.each([
    [
      { groupId: 'G1', text: 'x' },
      { kind: 'GROUP', groupId: 'G1' },
    ],
    [
      { destinationNumber: 'BR.1349', text: 'x' },
      { kind: 'USER', userId: 'BR.1349' },
    ],
  ])('sends to %j', async (body, recipient) => {
    expect((await rest.ask('POST', SEND, body)).status).toBe(202);
    expect(rest.sending.asked.at(-1)?.recipient).toEqual(recipient);
  });

  it.each([
    [{ templateId: '4711', variables: { 1: 'Ada' } }, 'templateReference'],
    [{ media: 'https://example.org/a.jpg', mediaType: 'image', text: 'caption' }, 'media'],
    [{ text: 'x', buttons: [{ type: 'reply', label: 'Yes' }], footer: 'f' }, 'interactive'],
    [{ text: 'x', buttons: [{ type: 'url', label: 'Go', url: 'https://example.org' }] }, 'interactive'],
    [
      {
        text: 'x',
        header: { type: 'text', content: 'h' },
        list: { buttonText: 'Open', sections: [{ title: 'A', rows: [{ title: 'a', rowId: '1' }] }] },
      },
      'interactive',
    ],
  ])('takes %j', async (content, type) => {
    const body = { destinationNumber: TEXT.destinationNumber, ...content, labels: ['a'], markRead: true };
    expect((await rest.ask('POST', SEND, body)).status).toBe(202);
    expect(rest.sending.asked.at(-1)).toMatchObject({ content: { type }, labels: ['a'], markRead: true });
  });

  it('takes times', async () => {
    const times = { deliverAt: '2026-03-02T09:00:00+01:00', deliverUntil: '2026-03-02T10:00:00Z' };
    expect((await rest.ask('POST', SEND, { ...TEXT, ...times })).status).toBe(202);
    expect(rest.sending.asked.at(-1)?.deliverAt?.toISOString()).toBe('2026-03-02T08:00:00.000Z');
  });

  it.each([
    [{}, ['destinationNumber', 'text']],
    [{ ...TEXT, groupId: 'G1' }, ['destinationNumber']],
    [{ ...TEXT, templateId: '4711' }, ['text']],
    [{ ...TEXT, variables: { a: 'b' } }, ['variables']],
    [{ ...TEXT, destinationNumber: '5511955554444' }, ['destinationNumber']],
    [{ ...TEXT, to: '+1', replyTo: 'x', 'canary-field': 1 }, ['to', 'replyTo', 'canary-field']],
    [{ ...TEXT, header: { type: 'text', content: 'x', extra: 1 } }, ['header.extra']],
    [{ ...TEXT, text: 5 }, ['text']],
    [{ destinationNumber: TEXT.destinationNumber, templateId: '4711', variables: { 1: 2 } }, ['variables.1']],
    [{ ...TEXT, media: 'https://example.org/a', mediaType: 'film' }, ['mediaType']],
    [{ ...TEXT, deliverAt: 'tomorrow' }, ['deliverAt']],
    [[], ['']],
  ])('refuses %j by name', async (body, paths) => {
    const before = rest.sending.asked.length;
    const answer = await rest.ask('POST', SEND, body);
    expect([answer.status, answer.body['code']]).toEqual([400, 'INVALID_PAYLOAD']);
    expect([...new Set(issuesOf(answer))].sort()).toEqual([...paths].sort());
    expect(JSON.stringify(answer.body)).not.toMatch(/canary-text|55554444/);
    expect(rest.sending.asked).toHaveLength(before);
  });

  it('refuses what is no JSON, and nothing at all', async () => {
    for (const [type, body] of [
      ['application/json', '{'],
      ['text/plain', '{}'],
      ['application/json', ''],
    ] as const) {
      const headers = { 'x-api-key': rest.numberKey, 'content-type': type };
      const response = await fetch(`${rest.url}${SEND}`, { method: 'POST', headers, body });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'INVALID_PAYLOAD' });
    }
  });

  it('knows call and copy buttons as what WhatsApp does not have', async () => {
    const body = { ...TEXT, buttons: [{ type: 'call', label: 'Call', phoneNumber: '+1' }] };
    expect((await rest.ask('POST', SEND, body)).body).toMatchObject({ code: 'FEATURE_NOT_SUPPORTED' });
  });

  it('passes the idempotency key on, and says when an answer is the first one again', async () => {
    const headers = { 'Idempotency-Key': 'order-1' };
    const first = await rest.ask('POST', SEND, TEXT, headers);
    const sent = rest.sending.asked.length;
    const again = await rest.ask(
      'POST',
      SEND,
      { text: TEXT.text, destinationNumber: TEXT.destinationNumber },
      headers,
    );
    expect(again.body).toEqual(first.body);
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(rest.sending.asked).toHaveLength(sent);
    expect(rest.sending.asked.at(-1)?.idempotency).toEqual({
      key: 'order-1',
      body: '{"destinationNumber":"+5511955554444","text":"canary-text"}',
    });
  });

  it.each<[SendRefusal, number, string | null]>([
    ['IDEMPOTENCY_KEY_INVALID', 400, null],
    ['IDEMPOTENCY_KEY_REUSED', 409, null],
    ['IDEMPOTENCY_KEY_IN_USE', 409, null],
    ['FEATURE_NOT_SUPPORTED', 400, null],
    ['PROVIDER_REFUSED', 400, null],
    ['TEMPLATE_NOT_FOUND', 404, null],
    ['PROVIDER_NOT_CONFIGURED', 503, null],
    ['UPSTREAM_ERROR', 503, '5'],
    ['UPSTREAM_TIMEOUT', 503, '5'],
  ])('answers %s with %i', async (reason, status, retryAfter) => {
    rest.sending.refusal = new SendRefused(reason, 'A sentence.', { errorCode: 131026 });
    const answer = await rest.ask('POST', SEND, TEXT);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(answer.body).toEqual({ error: 'A sentence.', code: reason, errorCode: 131026 });
  });

  it('passes on when to come back', async () => {
    rest.sending.refusal = new SendRefused('UPSTREAM_ERROR', 'Later.', { retryAfterSeconds: 60 });
    expect((await rest.ask('POST', SEND, TEXT)).headers.get('retry-after')).toBe('60');
  });

  it('is a number’s', async () => {
    const account = { 'x-api-key': rest.accountKey };
    expect((await rest.ask('POST', SEND, TEXT, account)).body).toMatchObject({
      code: 'TENANT_SCOPE_NOT_ALLOWED',
    });
    const named = { ...account, 'x-whatsapp-number-id': rest.other._id };
    expect((await rest.ask('POST', SEND, TEXT, named)).body).toMatchObject({
      sourceNumber: rest.other.phoneNumber,
    });
    expect((await rest.ask('POST', SEND, TEXT, { 'x-api-key': 'lk_no' })).status).toBe(401);
  });
});

describe('DELETE /v1/messages/cancel', () => {
  const CANCEL = '/v1/messages/cancel';

  it('tells what was taken back and what not', async () => {
    const answer = await rest.ask('DELETE', CANCEL, { messageIds: ['a', 'b', 'a'] });
    conforms('DELETE', CANCEL, answer);
    expect(answer.body).toEqual({ cancelled: ['a'], failed: [{ id: 'b', reason: 'ALREADY_SENT' }] });
    expect(rest.sending.cancels.at(-1)).toEqual({ number: rest.number._id, ids: ['a', 'b'] });
  });

  it.each([{}, { messageIds: 'a' }, { messageIds: [1] }, { messageIds: [], ids: [] }, undefined])(
    'refuses %j',
    async (body) => {
      expect((await rest.ask('DELETE', CANCEL, body)).body).toMatchObject({ code: 'INVALID_PAYLOAD' });
    },
  );
});

describe('templates and groups', () => {
  it('are the provider’s', async () => {
    const templates = await rest.ask('GET', '/v1/templates');
    conforms('GET', '/v1/templates', templates);
    expect(templates.body).toMatchObject([{ id: '4711', name: 'welcome', category: 'UTILITY' }]);
    const one = await rest.ask('GET', '/v1/templates/4711');
    conforms('GET', '/v1/templates/{id}', one);
    expect((await rest.ask('GET', '/v1/templates/1')).body).toMatchObject({ code: 'TEMPLATE_NOT_FOUND' });
    const groups = await rest.ask('GET', '/v1/groups');
    conforms('GET', '/v1/groups', groups);
    expect(groups.body).toEqual([{ id: 'G1', subject: 'Friends' }]);
  });

  it('say why there are none', async () => {
    rest.sending.refusal = new SendRefused('PROVIDER_NOT_CONFIGURED', 'No channel.');
    for (const path of ['/v1/templates', '/v1/templates/1', '/v1/groups'])
      expect((await rest.ask('GET', path)).body).toMatchObject({ code: 'PROVIDER_NOT_CONFIGURED' });
  });
});
