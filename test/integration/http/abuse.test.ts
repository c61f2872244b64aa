import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { getIntrospectionQuery } from 'graphql';
import { eventually, startTestApp, type Session, type TestApp } from '../../support/app.js';
import { createTestNumber } from '../../support/number.js';
import { heard, raw } from '../../support/rawHttp.js';

const DEEP = '['.repeat(50_000) + ']'.repeat(50_000);

describe('what is cut or refused before it is work', () => {
  let gateway: TestApp;
  let admin: Session;
  let numberId: string;
  let apiKey: string;
  let host: string;
  let port: number;

  beforeAll(async () => {
    gateway = await startTestApp({ settings: { CONCURRENT_PER_ADDRESS: '100' } });
    admin = await gateway.signIn();
    ({ numberId, apiKey } = await createTestNumber(admin));
    const address = new URL(gateway.url);
    host = address.hostname;
    port = Number(address.port);
  });
  afterAll(() => gateway.stop());

  const open = (): Promise<Socket> =>
    new Promise((resolve) => {
      const socket = connect(port, host, () => resolve(socket));
      socket.on('error', () => undefined);
    });
  const isAnswered = async (): Promise<boolean> => (await fetch(`${gateway.url}/healthz`)).status === 200;

  it('a slow-loris: others are answered before, most of it is cut at once, the rest when its time is over', async () => {
    const sockets = await Promise.all(Array.from({ length: 50 }, open));
    const ends: string[] = [];
    const all = sockets.map(async (socket) => {
      socket.write(`POST /graphql HTTP/1.1\r\nHost: x\r\n`);
      const trickle = setInterval(() => socket.write('X-A: b\r\n'), 200);
      ends.push((await heard(socket, 20_000)).slice(0, 12));
      clearInterval(trickle);
    });
    expect(await isAnswered()).toBe(true);
    expect(ends).toEqual([]);
    await Promise.all(all);
    expect(ends).toEqual([...new Array<string>(30).fill(''), ...new Array<string>(20).fill('HTTP/1.1 408')]);
  });

  it('more connections than an address may have', async () => {
    const sockets = await Promise.all(Array.from({ length: 130 }, open));
    const isCut = ({ closed, destroyed }: Socket): boolean => closed || destroyed;
    expect(await eventually(() => Promise.resolve(sockets.filter(isCut).length >= 30 || null))).toBe(true);
    for (const socket of sockets) socket.destroy();
    // The gateway hears only by and by that they have gone.
    expect(await eventually(async () => (await isAnswered().catch(() => false)) || null)).toBe(true);
  });

  it('more requests at a time than an address may have, in one connection', async () => {
    const request = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
    const pipelined = await raw(host, port, request.repeat(300), 3_000);
    expect(pipelined.match(/HTTP\/1.1 (200|429)/g)).toHaveLength(300);
    expect(await isAnswered()).toBe(true);
  });

  it('headers without end', async () => {
    const long = `GET / HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`;
    const many = `GET / HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(10_000)}\r\n`;
    for (const text of [long, many]) expect((await raw(host, port, text)).slice(0, 12)).toBe('HTTP/1.1 431');
  });

  it('a malformed host', async () => {
    const body = '{"query":"{ __typename }"}';
    const head = `POST /graphql HTTP/1.1\r\nHost: a b\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${String(body.length)}\r\n\r\n`;
    expect((await raw(host, port, head + body)).slice(0, 12)).toBe('HTTP/1.1 400');
  });

  it.each([
    ['REST', '/v1/messages/send', () => ({ 'x-api-key': apiKey }), 400, 'nested too deeply'],
    ['signing in', '/auth/sign-in', () => ({}), 413, 'too large'],
    ['GraphQL', '/graphql', () => ({ 'x-api-key': apiKey }), 400, 'nested too deeply'],
  ])('JSON that is nested 50,000 levels deep, at %s', async (_name, path, headers, status, reason) => {
    const response = await fetch(`${gateway.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers() },
      body: `{"a":${DEEP}}`,
    });
    expect(response.status).toBe(status);
    // Refused for its looks: nothing has parsed it.
    expect(await response.text()).toContain(reason);
  });

  it('the same at a hook: taken, for whoever signed it would deliver it again for days', async () => {
    const body = `{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"x","value":${DEEP}}]}]}`;
    const { status } = await gateway.postWebhook(numberId, body);
    expect(status).toBeLessThan(500);
    expect(await isAnswered()).toBe(true);
  });

  it.each([
    ['a form', 'application/x-www-form-urlencoded', 'query=%7B__typename%7D', 400],
    ['no JSON', 'application/json', '{"query": "canary', 400],
    ['too much', 'application/json', `{"query":"${'x'.repeat(9 * 1024 * 1024)}"}`, 413],
  ])('%s at GraphQL, in the shape that its clients know', async (_name, type, body, status) => {
    const headers = { 'content-type': type, 'x-api-key': apiKey };
    const answer = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({
      errors: [{ message: expect.not.stringContaining('canary'), extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  it('bodies that are too large', async () => {
    const body = `{"text":"${'x'.repeat(2 * 1024 * 1024)}"}`;
    const headers = { 'content-type': 'application/json', 'x-api-key': apiKey };
    const answer = await fetch(`${gateway.url}/v1/messages/send`, { method: 'POST', headers, body });
    expect(answer.status).toBe(413);
    expect((await gateway.postWebhook(numberId, `"${'x'.repeat(4 * 1024 * 1024)}"`)).status).toBe(413);
  });

  describe('WebSockets', () => {
    const URL_OF = (): string => `${gateway.url.replace('http', 'ws')}/graphql`;
    const connected = async (): Promise<WebSocket> => {
      const socket = new WebSocket(URL_OF(), 'graphql-transport-ws');
      await new Promise((resolve) => socket.once('open', resolve));
      return socket;
    };
    const closed = (socket: WebSocket): Promise<number> =>
      new Promise((resolve) => socket.once('close', resolve));
    const acknowledged = async (): Promise<WebSocket> => {
      const socket = await connected();
      socket.send(JSON.stringify({ type: 'connection_init', payload: { apiKey } }));
      await new Promise((resolve) => socket.once('message', resolve));
      return socket;
    };

    it('a frame of 100 MiB is cut by its announcement', async () => {
      const socket = await open();
      const head = `GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`;
      socket.write(head);
      const frame = Buffer.alloc(14);
      frame[0] = 0x81;
      frame[1] = 0xff;
      frame.writeBigUInt64BE(BigInt(100 * 1024 * 1024), 2);
      socket.write(frame);
      const text = await heard(socket, 5_000);
      expect(text).toContain('101 Switching Protocols');
      // 1009: "a message that is too big" (RFC 6455, section 7.4.1).
      expect(text).toContain(String.fromCharCode(1009 >> 8, 1009 & 0xff));
    });

    it('messages that are nested deeply, or no messages', async () => {
      for (const text of [`{"type":"connection_init","payload":{"a":${DEEP}}}`, 'no message']) {
        const socket = await connected();
        socket.send(text);
        expect(await closed(socket)).toBe(4400);
      }
    });

    it('who does not say who they are', async () => {
      expect(await closed(await connected())).toBe(4408);
    });

    it('who asks and does not read the answers', async () => {
      const socket = await acknowledged();
      const isCut = (): boolean => gateway.logged.some((line) => line.includes('its peer does not read'));
      socket.on('error', () => undefined);
      socket.pause();
      const payload = { query: getIntrospectionQuery() };
      for (let id = 0; !isCut(); id += 1) {
        if (socket.bufferedAmount === 0)
          socket.send(JSON.stringify({ id: String(id), type: 'subscribe', payload }), () => undefined);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      socket.terminate();
      expect(await isAnswered()).toBe(true);
    });

    it('a bomb, and more operations than a socket may have', async () => {
      const socket = await acknowledged();
      const codes = new Map<string, string>();
      socket.on('message', (data: Buffer) => {
        const { type, id, payload } = JSON.parse(data.toString()) as {
          type: string;
          id: string;
          payload: { extensions: { code: string } }[];
        };
        if (type === 'error') codes.set(id, payload[0]?.extensions.code ?? '');
      });
      const subscribe = (id: string, query: string): void => {
        socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query } }));
      };
      const fragments = Array.from(
        { length: 30 },
        (_, at) =>
          `fragment f${String(at)} on Query { ${at < 29 ? `...f${String(at + 1)} `.repeat(2) : '__typename'} }`,
      );
      subscribe('bomb', `{ ...f0 } ${fragments.join(' ')}`);
      for (let at = 0; at < 110; at += 1)
        subscribe(String(at), 'subscription { inboundEventReceived { id } }');
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      socket.terminate();
      expect(codes.get('bomb')).toBe('QUERY_TOO_COMPLEX');
      codes.delete('bomb');
      expect(codes.size).toBeGreaterThanOrEqual(10);
      expect(new Set(codes.values())).toEqual(new Set(['RATE_LIMITED']));
    });
  });
});
