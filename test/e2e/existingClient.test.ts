import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createExistingClient, type ExistingClient } from '../support/existingClient.js';
import { conforms } from '../support/restGateway.js';
import { OUR_NUMBER, startSendingStage, type SendingStage } from '../support/sendingStage.js';
import { SetNumberPiiModeDocument } from './generated/operations.js';

const TO = '+5511987654321';
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The contract as a client that knows nothing of us drives it: only its base address and its key are new. */
describe('an existing client of v1', () => {
  let stage: SendingStage;
  let client: ExistingClient;
  const ask = async (method: string, path: string, body?: unknown, template = path.split('?')[0] ?? path) => {
    const answer = await client.ask(method, path, body);
    conforms(method, template, answer);
    return answer.body;
  };
  const ONE = '/v1/messages/{id}';

  beforeAll(async () => {
    stage = await startSendingStage();
    client = createExistingClient(stage.gateway.url, await stage.addKey(30));
  });
  afterAll(() => stage.stop());

  it('sends, and follows what becomes of it by each of its ids', async () => {
    const sent = await ask('POST', '/v1/messages/send', {
      destinationNumber: TO,
      text: 'Hello',
      variables: {},
    });
    expect(sent).toEqual({
      id: expect.any(String),
      correlationId: expect.any(String),
      status: 'QUEUED',
      createdAt: expect.stringMatching(ISO),
      origin: 'API',
      sourceNumber: OUR_NUMBER,
    });
    await stage.settle();
    const message = await ask('GET', `/v1/messages/${String(sent['id'])}`, undefined, ONE);
    expect(message).toEqual({
      id: sent['id'],
      externalMessageId: expect.stringMatching(/^wamid\./),
      status: 'DELIVERED',
      correlationId: sent['correlationId'],
      destinationNumber: TO,
      content: 'Hello',
      createdAt: sent['createdAt'],
      sentAt: expect.stringMatching(ISO),
      deliveredAt: expect.stringMatching(ISO),
      readAt: null,
      errorCode: null,
      errorMessage: null,
      origin: 'API',
      metaPricing: expect.anything(),
      redactedAt: null,
      redactedBy: null,
    });
    for (const id of [sent['correlationId'], message['externalMessageId']])
      expect(await ask('GET', `/v1/messages/${encodeURIComponent(String(id))}`, undefined, ONE)).toEqual(
        message,
      );
    expect(await ask('GET', '/v1/messages?status=DELIVERED&direction=OUTBOUND')).toMatchObject({
      messages: [message],
      total: 1,
      page: 1,
      pageSize: 30,
      totalPages: 1,
    });
    const history = await ask('GET', '/v1/messages/history');
    expect(history['messages']).toMatchObject([
      { direction: 'OUTBOUND', origin: 'API', status: 'DELIVERED', text: 'Hello', participantPhone: TO },
    ]);
  });

  it('sends every kind of content', async () => {
    const [template] = (await ask('GET', '/v1/templates')) as unknown as { id: string; name: string }[];
    expect(template).toEqual({
      id: expect.any(String),
      name: 'hello_world',
      category: 'UTILITY',
      latestVersion: expect.any(Object),
    });
    await ask('GET', `/v1/templates/${template?.id ?? ''}`, undefined, '/v1/templates/{id}');
    const [group] = (await ask('GET', '/v1/groups')) as unknown as { id: string }[];
    const contents: readonly object[] = [
      { destinationNumber: TO, templateId: template?.id, variables: {} },
      { destinationNumber: TO, media: 'https://example.org/a.jpg', mediaType: 'image', text: 'A caption' },
      { destinationNumber: TO, text: 'Yes?', buttons: [{ type: 'reply', label: 'Yes' }], footer: 'ok' },
      {
        destinationNumber: TO,
        text: 'Which?',
        header: { type: 'text', content: 'Pick' },
        list: { buttonText: 'Open', sections: [{ title: 'A', rows: [{ title: 'a', rowId: '1' }] }] },
      },
      { groupId: group?.id, text: 'All of you', labels: ['news'], markRead: true },
      { destinationNumber: 'BR.13491208655302741918', text: 'No number' },
    ];
    const ids = [];
    for (const content of contents) ids.push((await ask('POST', '/v1/messages/send', content))['id']);
    await stage.settle();
    for (const id of ids)
      expect((await ask('GET', `/v1/messages/${String(id)}`, undefined, ONE))['status']).toBe('DELIVERED');
  });

  it('repeats a request, and sends once', async () => {
    const body = { destinationNumber: TO, text: 'Once' };
    const send = (other: object = {}) =>
      client.ask('POST', '/v1/messages/send', { ...body, ...other }, { 'idempotency-key': 'order 1' });
    const first = await send();
    const before = stage.double.accepted.all().length;
    await stage.settle();
    const again = await send();
    await stage.settle();
    expect([again.status, again.body]).toEqual([202, first.body]);
    expect([first, again].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true']);
    expect(stage.double.accepted.all()).toHaveLength(before + 1);
    const other = await send({ text: 'Twice' });
    expect([other.status, other.body['code']]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
    const long = { 'idempotency-key': 'x'.repeat(256) };
    const invalid = await client.ask('POST', '/v1/messages/send', body, long);
    expect([invalid.status, invalid.body['code']]).toEqual([400, 'IDEMPOTENCY_KEY_INVALID']);
  });

  it('schedules and takes back', async () => {
    const deliverAt = new Date(stage.gateway.now.getTime() + 3_600_000).toISOString();
    const later = await ask('POST', '/v1/messages/send', { destinationNumber: TO, text: 'Later', deliverAt });
    const canceled = await ask('DELETE', '/v1/messages/cancel', { messageIds: [later['id'], 'unknown'] });
    expect(canceled).toEqual({
      cancelled: [later['id']],
      failed: [{ id: 'unknown', reason: 'NOT_FOUND' }],
    });
    expect(await ask('DELETE', '/v1/messages/cancel', { messageIds: [later['id']] })).toEqual({
      cancelled: [],
      failed: [{ id: later['id'], reason: 'ALREADY_CANCELED' }],
    });
    expect((await ask('GET', `/v1/messages/${String(later['id'])}`, undefined, ONE))['status']).toBe(
      'CANCELED',
    );
  });

  it.each([
    [{ text: 'x' }, 400, 'INVALID_PAYLOAD'],
    [{ destinationNumber: TO, text: 'x', extra: 1 }, 400, 'INVALID_PAYLOAD'],
    [{ destinationNumber: TO, templateId: '1' }, 404, 'TEMPLATE_NOT_FOUND'],
    [
      { destinationNumber: TO, text: 'x', buttons: [{ type: 'copy', label: 'a' }] },
      400,
      'FEATURE_NOT_SUPPORTED',
    ],
  ])('branches on codes: %j', async (body, status, code) => {
    const answer = await client.ask('POST', '/v1/messages/send', body);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect(typeof answer.body['error']).toBe('string');
  });

  it('reads the dashboard', async () => {
    const dashboard = await ask('GET', '/v1/analytics/dashboard?tz=America/Sao_Paulo');
    expect(dashboard).toMatchObject({ totalFailed: 0, failureRate: 0, statusDistribution: { failed: 0 } });
    expect(dashboard['totalSent']).toBeGreaterThan(6);
  });

  it('is answered by the provider itself where nothing may be stored', async () => {
    const input = { numberId: stage.numberId, mode: 'RELAY_ONLY' as const, applyNow: false };
    await stage.admin.run(SetNumberPiiModeDocument, { input });
    const body = { destinationNumber: TO, text: 'Leaves nothing behind' };
    const { id } = await ask('POST', '/v1/messages/send', body);
    const entry = await ask('GET', `/v1/messages/${String(id)}`, undefined, ONE);
    expect(entry).toMatchObject({ destinationNumber: '', content: null });
    expect(await ask('GET', '/v1/messages')).toMatchObject({
      messages: [],
      total: 0,
      notice: 'PII_RELAY_ONLY',
    });
    stage.double.fault(
      { does: { kind: 'GATEWAY', status: 502 } },
      { does: { kind: 'REFUSE', code: 131026 } },
    );
    const answers = [
      await client.ask('POST', '/v1/messages/send', body),
      await client.ask('POST', '/v1/messages/send', body),
    ];
    expect(answers.map((answer) => [answer.status, answer.body['code']])).toEqual([
      [503, expect.stringMatching(/^UPSTREAM_/)],
      [400, 'PROVIDER_REFUSED'],
    ]);
    expect(answers[0]?.headers.get('retry-after')).toMatch(/^\d+$/);
    const deliverAt = new Date(stage.gateway.now.getTime() + 3_600_000).toISOString();
    const scheduled = await client.ask('POST', '/v1/messages/send', { ...body, deliverAt });
    expect(scheduled.body['code']).toBe('FEATURE_NOT_SUPPORTED');
  });
});
