import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createConnection } from 'node:net';
import { setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import { createNumber } from '../../../src/administration/numbers.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import {
  startHttpGateway,
  VERIFY_TOKEN,
  type HttpGateway,
  type TestNumber,
} from '../../support/httpGateway.js';
import { envelope, everyMessageType, textMessage } from '../../support/whatsapp.js';

const CANARY = {
  text: 'canary-text',
  caption: 'canary-caption',
  phone: '5511955554444',
  name: 'Canary Name',
};
const NO_SUCH = '01890000-0000-7000-8000-000000000000';
const LIMIT = 3 * 1024 * 1024;

let gateway: HttpGateway;
let number: TestNumber;
beforeAll(async () => {
  gateway = await startHttpGateway('http_hooks');
  number = await gateway.addNumber('1001');
});
afterAll(() => gateway.stop());

const messagesOf = ({ number: { _id, account } }: TestNumber) =>
  gateway.core.documents.count(COLLECTIONS.messages, { account, number: _id });
const webhook = (text = 'hello', phoneNumberId = '1001') =>
  envelope({ phoneNumberId, messages: [textMessage({ text })] });
const codeOf = async (response: Response): Promise<unknown> =>
  ((await response.json()) as { code: unknown }).code;

describe('handshake', () => {
  const shake = (id: string, query: Record<string, string>) =>
    fetch(`${gateway.url}/hooks/whatsapp/${id}?${new URLSearchParams(query).toString()}`);
  const right = { 'hub.mode': 'subscribe', 'hub.challenge': '<b>1158</b>', 'hub.verify_token': VERIFY_TOKEN };

  it('answers the raw challenge as text that no browser takes for a page', async () => {
    const response = await shake(number.number._id, right);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toBe('<b>1158</b>');
  });

  it.each([
    { ...right, 'hub.verify_token': 'wrong' },
    { ...right, 'hub.mode': 'unsubscribe' },
    { 'hub.mode': 'subscribe', 'hub.verify_token': VERIFY_TOKEN },
    {},
  ])('refuses %j', async (query) => {
    expect((await shake(number.number._id, query as Record<string, string>)).status).toBe(403);
  });

  it('does not know unknown numbers', async () => {
    expect((await shake(NO_SUCH, right)).status).toBe(404);
  });
});

describe('delivery', () => {
  it('stores what is signed before it answers 200', async () => {
    const before = await messagesOf(number);
    const types = everyMessageType({ ...CANARY, text: 'stored' });
    const response = await gateway.post(number, envelope({ phoneNumberId: '1001', messages: types }));
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
    expect(await messagesOf(number)).toBe(before + types.length);
  });

  it('makes one message of two deliveries', async () => {
    const before = await messagesOf(number);
    const body = webhook('twice');
    await Promise.all([gateway.post(number, body), gateway.post(number, body)]);
    expect((await gateway.post(number, body)).status).toBe(200);
    expect(await messagesOf(number)).toBe(before + 1);
  });

  it.each([
    '',
    'text/plain',
    'application/json; charset=utf-8',
    'garbage',
    'application/x-www-form-urlencoded',
  ])('looks at the signature and not at the content type %j', async (type) => {
    const response = await gateway.post(number, webhook(), { 'content-type': type });
    expect(response.status).toBe(200);
  });

  it.each([
    ['missing', undefined],
    ['of another body', `sha256=${'0'.repeat(64)}`],
    ['malformed', 'sha1=1234'],
  ])('refuses a signature that is %s', async (_, signature) => {
    const before = await messagesOf(number);
    const response = await fetch(`${gateway.url}/hooks/whatsapp/${number.number._id}`, {
      method: 'POST',
      body: JSON.stringify(webhook()),
      headers: { ...(signature !== undefined && { 'x-hub-signature-256': signature }) },
    });
    expect([response.status, await codeOf(response)]).toEqual([401, 'UNAUTHENTICATED']);
    expect(await messagesOf(number)).toBe(before);
  });

  it.each(['{', '', 'null', '[]', '{"object":"page","entry":[]}', '{"object":"whatsapp_business_account"}'])(
    'refuses %j as malformed',
    async (body) => {
      const response = await gateway.post(number, body);
      expect([response.status, await codeOf(response)]).toEqual([400, 'INVALID_PAYLOAD']);
    },
  );

  it('bears any depth of nesting', async () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    expect((await gateway.post(number, deep)).status).toBe(400);
    const entry = `{"object":"whatsapp_business_account","entry":${deep}}`;
    expect((await gateway.post(number, entry)).status).toBe(200);
  });

  it('refuses more than 3 MiB, announced or not, and takes exactly 3 MiB', async () => {
    const padding = (size: number) =>
      JSON.stringify(webhook()) + ' '.repeat(size - JSON.stringify(webhook()).length);
    expect((await gateway.post(number, padding(LIMIT))).status).toBe(200);
    const response = await gateway.post(number, padding(LIMIT + 1));
    expect([response.status, await codeOf(response)]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    const chunk = Buffer.alloc(512 * 1024, 0x20);
    const chunks = (function* () {
      for (let sent = 0; sent < 8; sent += 1) yield chunk;
    })();
    const stream = await fetch(`${gateway.url}/hooks/whatsapp/${number.number._id}`, {
      method: 'POST',
      body: ReadableStream.from(chunks),
      duplex: 'half',
    });
    expect(stream.status).toBe(413);
  });

  it('knows unknown numbers first, and numbers without the channel neither', async () => {
    const other = await createNumber(gateway.core, number.context, {
      name: 'Phone',
      phoneNumber: '+15550000001',
    });
    for (const id of [NO_SUCH, 'x', '%00', other._id, '5511955554444']) {
      const response = await fetch(`${gateway.url}/hooks/whatsapp/${id}`, { method: 'POST', body: '{' });
      expect([response.status, await codeOf(response)]).toEqual([404, 'NUMBER_NOT_FOUND']);
    }
  });

  it('answers 503 while the store fails, and takes the next delivery', async () => {
    const spy = jest.spyOn(gateway.core.store, 'append').mockRejectedValueOnce(new Error(CANARY.text));
    const body = webhook('kept');
    const response = await gateway.post(number, body);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    spy.mockRestore();
    expect((await gateway.post(number, body)).status).toBe(200);
  });

  it('relays and stores nothing under RELAY_ONLY', async () => {
    const relayed = await gateway.addNumber('1002');
    await setNumberPiiMode(gateway.core, relayed.context, {
      numberId: relayed.number._id,
      mode: 'RELAY_ONLY',
    });
    expect((await gateway.post(relayed, webhook('hello', '1002'))).status).toBe(200);
    expect(await messagesOf(relayed)).toBe(0);
  });

  it('survives a sender that goes away', async () => {
    const { port, hostname } = new URL(gateway.url);
    const socket = createConnection(Number(port), hostname);
    socket.write(
      `POST /hooks/whatsapp/${number.number._id} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"canary-text`,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    expect((await gateway.post(number, webhook())).status).toBe(200);
  });
});

it('has logged every refusal, and nothing of any body or address', () => {
  const lines = gateway
    .logged()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const refusals = lines.filter(({ msg }) => msg === 'A webhook was refused.');
  expect(new Set(refusals.map(({ reason }) => reason))).toEqual(
    new Set(['FORBIDDEN', 'UNAUTHENTICATED', 'INVALID_PAYLOAD', 'PAYLOAD_TOO_LARGE', 'NUMBER_NOT_FOUND']),
  );
  for (const refusal of refusals) expect(refusal).toHaveProperty('requestId');
  expect(
    lines.some(({ msg, reason }) => msg === 'A webhook could not be stored.' && reason === 'Error'),
  ).toBe(true);
  for (const canary of [...Object.values(CANARY), 'hello', VERIFY_TOKEN, '1158']) {
    expect(gateway.logged()).not.toContain(canary);
  }
});
