import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startHttpGateway, type HttpGateway, type TestNumber } from '../../support/httpGateway.js';
import { isVerified, startReceiver, type WebhookReceiver } from '../../support/receiver.js';
import { envelope, textMessage } from '../../support/whatsapp.js';

let gateway: HttpGateway;
let receiver: WebhookReceiver;
let desk: TestNumber;
let other: TestNumber;
let foreign: TestNumber;

beforeAll(async () => {
  receiver = await startReceiver();
  gateway = await startHttpGateway('rest_webhooks');
  desk = await gateway.addNumber('100000000000001');
  other = await gateway.addNumber('100000000000002', desk);
  foreign = await gateway.addNumber('100000000000003');
});
afterAll(async () => {
  await gateway.services.deliveries.stop();
  await gateway.stop();
  await receiver.stop();
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}
async function call(
  method: string,
  path: string,
  key: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${gateway.url}/v1/webhooks${path}`, {
    method,
    headers: {
      'x-api-key': key,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
}
const endpoint = (more: object = {}) => ({
  name: 'Hook',
  url: `${receiver.origin}/hook`,
  events: ['message.received'],
  ...more,
});
const code = ({ status, body }: Answer) => [status, body['code']];
const numberHeader = (id: string) => ({ 'x-whatsapp-number-id': id });

describe('a webhook', () => {
  test('is made, read, changed and deleted', async () => {
    const made = await call('POST', '', desk.numberKey, endpoint());
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      name: 'Hook',
      active: true,
      events: ['message.received'],
      whatsappNumberIds: [desk.number._id],
      lastTriggered: null,
    });
    expect(made.body['secret']).toMatch(/^whsec_/);
    const id = `/${String(made.body['id'])}`;
    const { secret: _secret, ...shown } = made.body;
    expect((await call('GET', id, desk.numberKey)).body).toEqual(shown);
    const patched = await call('PATCH', id, desk.numberKey, { events: ['*'], active: false });
    expect(patched.body).toMatchObject({ name: 'Hook', events: ['*'], active: false });
    expect(code(await call('PATCH', id, desk.numberKey, {}))).toEqual([400, 'EMPTY_PATCH']);
    const elsewhere = { whatsappNumberId: other.number._id };
    expect(code(await call('PATCH', id, desk.numberKey, elsewhere))).toEqual([400, 'NUMBER_MISMATCH']);
    expect((await call('DELETE', id, desk.numberKey)).status).toBe(204);
    expect(code(await call('GET', id, desk.numberKey))).toEqual([404, 'WEBHOOK_NOT_FOUND']);
    expect(code(await call('DELETE', id, desk.numberKey))).toEqual([404, 'WEBHOOK_NOT_FOUND']);
  });

  test('is of the number that key, header or body name', async () => {
    const { accountKey } = desk;
    expect(code(await call('POST', '', accountKey, endpoint()))).toEqual([400, 'NUMBER_REQUIRED']);
    const here = endpoint({ whatsappNumberId: desk.number._id });
    expect(code(await call('POST', '', accountKey, here, numberHeader(other.number._id)))).toEqual([
      400,
      'NUMBER_MISMATCH',
    ]);
    expect(code(await call('POST', '', other.numberKey, here))).toEqual([400, 'NUMBER_MISMATCH']);
    const nowhere = endpoint({ whatsappNumberId: foreign.number._id });
    expect(code(await call('POST', '', accountKey, nowhere))).toEqual([404, 'NUMBER_NOT_FOUND']);
    const byBody = await call('POST', '', accountKey, here);
    const byHeader = await call('POST', '', accountKey, endpoint(), numberHeader(other.number._id));
    expect([byBody.body['whatsappNumberIds'], byHeader.body['whatsappNumberIds']]).toEqual([
      [desk.number._id],
      [other.number._id],
    ]);
    const id = `/${String(byBody.body['id'])}`;
    for (const [key, headers] of [
      [other.numberKey, {}],
      [foreign.accountKey, {}],
      [accountKey, numberHeader(other.number._id)],
    ] as const)
      expect(code(await call('GET', id, key, undefined, headers))).toEqual([404, 'WEBHOOK_NOT_FOUND']);
    expect(await call('GET', '', accountKey)).toMatchObject({ body: [{}, {}] });
    expect(await call('GET', '', other.numberKey)).toMatchObject({ body: [{ id: byHeader.body['id'] }] });
  });

  test.each([
    ['https://10.0.0.1/hook', 'url'],
    ['http://example.org/hook#x', 'url'],
    ['https://user:pass@example.org/', 'url'],
    ['ftp://example.org/', 'url'],
  ])('of %s is refused', async (url, path) => {
    const answer = await call('POST', '', desk.numberKey, endpoint({ url }));
    expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_PAYLOAD', issues: [{ path }] } });
  });

  test('of an unknown event or with an unknown field is refused', async () => {
    const event = await call('POST', '', desk.numberKey, endpoint({ events: ['message.eaten'] }));
    expect(event.body).toMatchObject({ code: 'INVALID_PAYLOAD', issues: [{ path: 'events' }] });
    const field = await call('POST', '', desk.numberKey, endpoint({ colour: 'red' }));
    expect(field.body).toMatchObject({ code: 'INVALID_PAYLOAD', issues: [{ path: 'colour' }] });
  });
});

test('what was told is in the logs, with the answer', async () => {
  const { body } = await call('POST', '', foreign.numberKey, endpoint());
  receiver.answer = (_got, response) => response.writeHead(202).end('thanks');
  const at = new Date();
  gateway.setNow(at);
  const message = textMessage({ text: 'hello', at });
  await gateway.post(foreign, envelope({ messages: [message], phoneNumberId: '100000000000003' }));
  await gateway.services.deliveries.pass();
  const [got] = receiver.received;
  expect(got && isVerified(String(body['secret']), got)).toBe(true);
  const logs = await call(
    'GET',
    `/${String(body['id'])}/logs?limit=5&event=message.received`,
    foreign.numberKey,
  );
  expect(logs.body).toEqual([
    {
      event: 'message.received',
      status: 'SUCCESS',
      statusCode: 202,
      payload: got?.body,
      response: 'thanks',
      durationMs: expect.any(Number),
      createdAt: at.toISOString(),
    },
  ]);
  const none = await call('GET', `/${String(body['id'])}/logs?event=message.read`, foreign.numberKey);
  expect(none.body).toEqual([]);
  const bad = await call('GET', `/${String(body['id'])}/logs?limit=51`, foreign.numberKey);
  expect(code(bad)).toEqual([400, 'INVALID_PAYLOAD']);
});
