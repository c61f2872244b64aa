import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { parseIpRange } from '../../../../src/lib/ipAddress.js';
import { createAddressRules } from '../../../../src/relay/webhooks/addresses.js';
import type { Resolve } from '../../../../src/relay/webhooks/guardedConnect.js';
import { createSender, type Sender } from '../../../../src/relay/webhooks/sender.js';

const LOOPBACK = ['127.0.0.0/8', '::1'];
const HEADERS = { 'webhook-id': 'id', 'webhook-timestamp': '1', 'webhook-signature': 'v1,x' };
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function listening(server: Server, host = '127.0.0.1'): Promise<number> {
  closing.push(() => server.close());
  return new Promise((resolve) => {
    server.listen(0, host, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const server = createServer(answer);
  closing.push(() => {
    server.closeAllConnections();
  });
  return listening(server);
}

function sender(allowed: readonly string[], options: { timeoutMs?: number; resolve?: Resolve } = {}): Sender {
  const rules = createAddressRules(allowed.flatMap((range) => parseIpRange(range) ?? []));
  const made = createSender({ rules, ...options });
  closing.push(() => made.stop());
  return made;
}

/** A name server in this process: each question takes the next answer; the last one stays. */
function names(...answers: readonly (readonly string[])[]): Resolve & { asked: number } {
  const resolve = (_name: string, _options: object, done: Parameters<Resolve>[2]): void => {
    const addresses = answers[Math.min(resolve.asked, answers.length - 1)] ?? [];
    resolve.asked += 1;
    const error = addresses.length === 0 ? Object.assign(new Error(), { code: 'ENOTFOUND' }) : null;
    done(
      error,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  resolve.asked = 0;
  return resolve;
}

describe('addresses', () => {
  test.each([
    'http://127.0.0.1',
    'http://127.1',
    'http://0x7f.1',
    'http://2130706433',
    'http://0',
    'http://[::1]',
    'http://[::ffff:127.0.0.1]',
    'http://[::ffff:7f00:1]',
    'http://user:pass@127.0.0.1',
    'https://127.0.0.1',
    'https://[::1]',
    'http://localhost',
  ])('%s is refused, and the server behind it hears nothing', async (origin) => {
    let heard = 0;
    const port = await serve((_request, response) => {
      heard += 1;
      response.end();
    });
    const answer = await sender([]).send(`${origin}:${String(port)}/`, HEADERS, '{}');
    expect(answer).toMatchObject({ kind: 'FAILED', error: 'ADDRESS_REFUSED' });
    expect(heard).toBe(0);
  });

  test.each([
    ['127.0.0.1'],
    ['10.0.0.7'],
    ['169.254.169.254'],
    ['::1'],
    ['::ffff:127.0.0.1'],
    ['64:ff9b::7f00:1'],
    ['2002:7f00:1::'],
    ['fd00::1'],
  ])('a name that resolves to %s is refused', async (address) => {
    const resolve = names([address]);
    for (const scheme of ['https', 'http']) {
      const answer = await sender([], { resolve }).send(`${scheme}://hook.example/`, HEADERS, '{}');
      expect(answer).toMatchObject({ kind: 'FAILED', error: 'ADDRESS_REFUSED' });
    }
  });

  test('of several addresses only those that may be are tried', async () => {
    const port = await serve((_request, response) => response.end('here'));
    const one = sender(['127.0.0.2'], { resolve: names(['127.0.0.1', '10.0.0.1', '127.0.0.2']) });
    const answer = await one.send(`http://hook.example:${String(port)}/`, HEADERS, '{}');
    // The server listens at 127.0.0.1, which is not allowed: nobody may have reached it.
    expect(answer).toMatchObject({ kind: 'FAILED', error: 'CONNECTION_FAILED' });
  });

  test('a name that is harmless at first and private at the connection is refused (rebinding)', async () => {
    let heard = 0;
    const port = await serve((_request, response) => {
      heard += 1;
      response.writeHead(200, { connection: 'close' }).end();
    });
    const resolve = names(['127.0.0.1'], ['127.0.0.9']);
    const one = sender(['127.0.0.1'], { resolve });
    const url = `http://hook.example:${String(port)}/`;
    expect(await one.send(url, HEADERS, '{}')).toMatchObject({ statusCode: 200 });
    expect(await one.send(url, HEADERS, '{}')).toMatchObject({ error: 'ADDRESS_REFUSED' });
    expect(heard).toBe(1);
    // Once a connection: there is no second look-up whose answer would be used unchecked.
    expect(resolve.asked).toBe(2);
  });

  test('plain http to a public address is refused, whatever else is allowed', async () => {
    const answer = await sender(LOOPBACK, { resolve: names(['8.8.8.8']) }).send(
      'http://hook.example/',
      HEADERS,
      '{}',
    );
    expect(answer).toMatchObject({ error: 'ADDRESS_REFUSED' });
  });

  test('allowed ranges are reached, by name and by number, on any port', async () => {
    const port = await serve((_request, response) => response.end('ok'));
    const one = sender(LOOPBACK, { resolve: names(['127.0.0.1']) });
    for (const host of ['127.0.0.1', '2130706433', 'hook.example'])
      expect(await one.send(`http://${host}:${String(port)}/`, HEADERS, '{}')).toMatchObject({
        statusCode: 200,
      });
  });
});

describe('a try', () => {
  const url = (port: number): string => `http://127.0.0.1:${String(port)}/hook`;

  test('posts body and headers, and gives status, body and duration', async () => {
    let got = '';
    const port = await serve((request, response) => {
      request.on('data', (chunk: Buffer) => (got += chunk.toString()));
      request.on('end', () => {
        response.writeHead(201, { 'retry-after': '7' }).end(JSON.stringify(request.headers));
      });
    });
    const answer = await sender(LOOPBACK).send(url(port), HEADERS, '{"a":1}');
    expect(answer).toMatchObject({ kind: 'ANSWERED', statusCode: 201, retryAfter: '7' });
    expect(got).toBe('{"a":1}');
    expect(JSON.parse(answer.kind === 'ANSWERED' ? answer.body : '{}')).toMatchObject({
      ...HEADERS,
      'content-type': 'application/json',
    });
  });

  test('does not follow a redirect', async () => {
    let heard = 0;
    const port = await serve((request, response) => {
      heard += 1;
      if (request.url === '/hook') response.writeHead(307, { location: '/elsewhere' });
      response.end();
    });
    expect(await sender(LOOPBACK).send(url(port), HEADERS, '{}')).toMatchObject({ statusCode: 307 });
    expect(heard).toBe(1);
  });

  test('keeps 4 KiB of an answer and does not read an endless one', async () => {
    let written = 0;
    const port = await serve((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(16_384))) written += 16_384;
      };
      response.on('drain', more);
      response.writeHead(200);
      more();
    });
    const answer = await sender(LOOPBACK).send(url(port), HEADERS, '{}');
    expect(answer.kind === 'ANSWERED' && answer.body).toBe('x'.repeat(4_096));
    expect(written).toBeLessThan(16 * 1024 * 1024);
  });

  test('is given up after its time, whether nothing comes or only half', async () => {
    const silent = await serve(() => undefined);
    const slow = await serve((_request, response) => {
      response.writeHead(200);
      response.write('half');
    });
    const one = sender(LOOPBACK, { timeoutMs: 200 });
    expect(await one.send(url(silent), HEADERS, '{}')).toMatchObject({ error: 'TIMEOUT' });
    // The status has come: it counts.
    expect(await one.send(url(slow), HEADERS, '{}')).toMatchObject({ statusCode: 200, body: 'half' });
  });

  test('tells apart why there was no answer', async () => {
    const closed = await serve(() => undefined);
    for (const close of closing.splice(0)) await close();
    const garbage = await listening(
      createTcpServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.end('no http at all\r\n\r\n'));
      }),
    );
    const reset = await serve((request) => request.socket.destroy());
    const one = sender(LOOPBACK, { resolve: names([]) });
    expect(await one.send(url(closed), HEADERS, '{}')).toMatchObject({ error: 'CONNECTION_FAILED' });
    expect(await one.send(url(garbage), HEADERS, '{}')).toMatchObject({ error: 'INVALID_ANSWER' });
    expect(await one.send(url(reset), HEADERS, '{}')).toMatchObject({ error: 'CONNECTION_FAILED' });
    expect(await one.send('http://nowhere.example/', HEADERS, '{}')).toMatchObject({
      error: 'NAME_NOT_FOUND',
    });
    expect(await one.send(url(garbage).replace('http', 'https'), HEADERS, '{}')).toMatchObject({
      error: 'TLS_FAILED',
    });
  });

  test('that is under way when the process stops is no try', async () => {
    const port = await serve(() => undefined);
    const one = sender(LOOPBACK);
    const pending = one.send(url(port), HEADERS, '{}');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await one.stop();
    expect(await pending).toEqual({ kind: 'STOPPED' });
  });
});
