import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { WhatsappClient } from '../../../src/channels/whatsapp/client.js';
import type { ProviderDouble } from '../../../src/providerDouble/createProviderDouble.js';
import type { FaultAction } from '../../../src/providerDouble/options.js';
import { ACCESS, outboundMessage, startClientStage, type ClientStage } from '../../support/clientStage.js';

// The client against the double, over real HTTP.

let stage: ClientStage;
let double: ProviderDouble;
let client: WhatsappClient;
beforeAll(async () => {
  stage = await startClientStage();
  ({ double, client } = stage);
});
afterAll(() => stage.stop());
beforeEach(() => double.reset());

describe('a send without an answer', () => {
  it.each<[string, FaultAction, number]>([
    ['hangs', { kind: 'HANG' }, 0],
    ['hangs after it was taken', { kind: 'HANG', accepts: true }, 1],
    ['is reset', { kind: 'RESET' }, 0],
    ['is reset after it was taken', { kind: 'RESET', accepts: true }, 1],
    ['breaks off', { kind: 'CUT' }, 1],
    ['is answered with a page', { kind: 'GARBLE' }, 1],
    ['ends at a gateway', { kind: 'GATEWAY', status: 504, accepts: true }, 1],
  ])('is unknown when it %s, and is never repeated', async (_what, does, accepted) => {
    await client.send(ACCESS, outboundMessage());
    double.fault({ does });
    expect(await client.send(ACCESS, outboundMessage())).toEqual({ kind: 'UNKNOWN' });
    expect(double.accepted.counts.accepted).toBe(1 + accepted);
    expect(await client.send(ACCESS, outboundMessage())).toMatchObject({ kind: 'ACCEPTED' });
  });

  it('is unreachable where nobody listens, no name is known, or TLS fails', async () => {
    const origin = double.origin.replace('http:', 'https:');
    for (const apiUrl of ['http://127.0.0.1:9/v23.0', 'http://nobody.invalid/v23.0', `${origin}/v23.0`])
      expect(await stage.clientAt(apiUrl, { requestMs: 2_000 }).send(ACCESS, outboundMessage())).toEqual({
        kind: 'UNREACHABLE',
      });
    expect(double.accepted.counts.accepted).toBe(0);
  });

  it('is unreachable where no connection became free in time, and does not go out later', async () => {
    const narrow = stage.clientAt(double.url, { connections: 1 });
    double.fault({ does: { kind: 'HANG' } });
    const outcomes = await Promise.all([
      narrow.send(ACCESS, outboundMessage()),
      narrow.send(ACCESS, outboundMessage()),
    ]);
    expect(outcomes).toEqual([{ kind: 'UNKNOWN' }, { kind: 'UNREACHABLE' }]);
    expect(await narrow.send(ACCESS, outboundMessage())).toMatchObject({ kind: 'ACCEPTED' });
    expect(double.accepted.counts.accepted).toBe(1);
  });

  it('is unreachable after the client was closed', async () => {
    const closed = stage.clientAt(double.url);
    await closed.close();
    expect(await closed.send(ACCESS, outboundMessage())).toEqual({ kind: 'UNREACHABLE' });
  });
});

describe('an answer that no provider gives', () => {
  let server: Server;
  const answering = async (text: string): Promise<string> => {
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(text));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v23.0`;
  };
  afterEach(() => void server.close());
  const http = (status: string, body: string, length = body.length): string =>
    `HTTP/1.1 ${status}\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n${body}`;

  it.each([
    ['is no HTTP', 'SSH-2.0-OpenSSH\r\n', { kind: 'UNKNOWN' }],
    ['says nothing', '', { kind: 'UNKNOWN' }],
    ['has no id', http('200 OK', '{"messages":[]}'), { kind: 'UNKNOWN' }],
    ['is a number', http('200 OK', '7'), { kind: 'UNKNOWN' }],
    ['is empty', http('204 No Content', ''), { kind: 'UNKNOWN' }],
    ['is larger than is read', http('200 OK', `"${'x'.repeat(70_000)}"`), { kind: 'UNKNOWN' }],
    ['is an error with 200', http('200 OK', '{"error":{"code":190}}'), { kind: 'REFUSED', class: 'TOKEN' }],
    [
      'leads elsewhere',
      http('302 Found\r\nlocation: http://127.0.0.1:9/', ''),
      { kind: 'REFUSED', class: 'RETRY' },
    ],
    [
      'is a refusal that breaks off',
      http('400 Bad Request', '{"err', 90),
      { kind: 'REFUSED', class: 'RETRY' },
    ],
    [
      'is a refusal too large',
      http('400 Bad Request', 'x'.repeat(70_000)),
      { kind: 'REFUSED', class: 'RETRY' },
    ],
    ['is a page', http('404 Not Found', '<html>'), { kind: 'REFUSED', class: 'NEVER', code: null }],
  ])('%s', async (_what, text, expected) => {
    const strict = stage.clientAt(await answering(text), { maxAnswerBytes: 65_536, requestMs: 2_000 });
    expect(await strict.send(ACCESS, outboundMessage())).toMatchObject(expected);
  });
});
