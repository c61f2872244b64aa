import { afterEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { registerHealth, type ReadinessCheck } from '../../../src/http/health.js';
import { HttpError } from '../../../src/http/httpError.js';
import { createHttpServer } from '../../../src/http/server.js';
import { invalid, LetheError, notFound } from '../../../src/lib/errors.js';
import type { Log } from '../../../src/lib/log.js';

const lines: string[] = [];
const write = (fields: object, message: string) => void lines.push(JSON.stringify({ ...fields, message }));
const log: Log = { debug: write, info: write, warn: write, error: write };

let app: FastifyInstance | null = null;
const serve = (publicUrl?: string) => {
  lines.length = 0;
  app = createHttpServer({ log, ...(publicUrl !== undefined && { publicUrl }) });
  return app;
};
afterEach(() => app?.close());

// Through a real socket: Fastify's own inject() needs a package that Jest cannot load.
async function ask(server: FastifyInstance, path: string, init: RequestInit = {}) {
  if (!server.server.listening) await server.listen({ port: 0, host: '127.0.0.1' });
  const response = await fetch(`${server.listeningOrigin}${path}`, init);
  const headers = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: (await response.json()) as Record<string, unknown> };
}

async function answerTo(error: unknown) {
  const server = serve();
  server.get('/thing/:id', () => Promise.reject(error as Error));
  return ask(server, '/thing/canary-in-path?q=canary-in-query');
}

describe('the error boundary', () => {
  it.each<[unknown, number, object]>([
    [notFound('number'), 404, { code: 'NOT_FOUND' }],
    [new LetheError('UNAUTHENTICATED', 'Who?'), 401, { error: 'Who?', code: 'UNAUTHENTICATED' }],
    [new LetheError('FORBIDDEN', 'No.'), 403, { code: 'FORBIDDEN' }],
    [new LetheError('CONFLICT', 'Twice.'), 409, { code: 'CONFLICT' }],
    [new LetheError('UPSTREAM_UNAVAILABLE', 'Away.'), 503, { code: 'UPSTREAM_ERROR' }],
    [
      invalid('days', 'DAYS_INVALID', 'Days!'),
      400,
      { code: 'INVALID_PAYLOAD', issues: [{ path: 'days', message: 'Days!' }] },
    ],
    [new HttpError('EMPTY_PATCH', 'Empty.'), 400, { error: 'Empty.', code: 'EMPTY_PATCH' }],
  ])('shows refusal %#', async (error, status, body) => {
    const answer = await answerTo(error);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject(body);
  });

  it('tells when to come back', async () => {
    const { headers } = await answerTo(new LetheError('RATE_LIMITED', 'Slowly.', { retryAfterSeconds: 7 }));
    expect(headers['retry-after']).toBe('7');
  });

  it.each([new TypeError('canary\n  at canary'), 'canary', null, undefined, { statusCode: 200 }, 42])(
    'hides thrown value %# behind a request id',
    async (error) => {
      const { status, headers, body } = await answerTo(error);
      expect([status, body['code'], body['requestId']]).toEqual([
        500,
        'INTERNAL_SERVER_ERROR',
        headers['x-request-id'],
      ]);
      expect(JSON.stringify(body) + lines.join('')).not.toContain('canary');
      expect(lines.join('')).toContain(String(headers['x-request-id']));
      expect(lines.join('')).toContain('/thing/:id');
    },
  );

  it('answers addresses that are none', async () => {
    const server = serve();
    server.get('/thing/:id', () => 'x');
    for (const url of ['/nothing', '/thing/%E0%A4%A', `/thing/${'x'.repeat(400)}`]) {
      const { status, body } = await ask(server, url);
      expect([status, body]).toEqual([
        404,
        { error: 'There is nothing at this address.', code: 'NOT_FOUND' },
      ]);
    }
  });

  it.each([
    ['{"a"', 'application/json', 400, 'INVALID_PAYLOAD'],
    ['', 'application/json', 400, 'INVALID_PAYLOAD'],
    ['{"__proto__":1}', 'application/json', 400, 'INVALID_PAYLOAD'],
    ['a=1', 'application/x-www-form-urlencoded', 400, 'INVALID_PAYLOAD'],
    [`"${'x'.repeat(2 ** 20)}"`, 'application/json', 413, 'PAYLOAD_TOO_LARGE'],
  ])('refuses unreadable body %#', async (payload, type, status, code) => {
    const server = serve();
    server.post('/thing', () => 'x');
    const { status: given, body } = await ask(server, '/thing', {
      method: 'POST',
      headers: { 'content-type': type },
      body: payload,
    });
    expect([given, body['code']]).toEqual([status, code]);
  });
});

describe('headers', () => {
  it('asks browsers for https only where https is', async () => {
    for (const [publicUrl, isHttps] of [
      ['https://lethe.example', true],
      ['http://localhost:4000', false],
    ] as const) {
      const { headers } = await ask(serve(publicUrl), '/');
      expect(headers['strict-transport-security'] !== undefined).toBe(isHttps);
      expect(String(headers['content-security-policy']).includes('upgrade-insecure-requests')).toBe(isHttps);
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      await app?.close();
    }
  });

  it('closes as soon as it has answered what is under way, whoever keeps the connection', async () => {
    const server = serve();
    let answer = (): void => undefined;
    const isAsked = new Promise<void>((resolve) => {
      server.get('/slow', async () => {
        resolve();
        await new Promise<void>((resume) => {
          answer = resume;
        });
        return { isAnswered: true };
      });
    });
    const asked = ask(server, '/slow');
    await isAsked;
    const closed = server.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    answer();
    expect((await asked).body).toEqual({ isAnswered: true });
    await closed;
  }, 5_000);

  it('takes no request id from outside', async () => {
    const { headers } = await ask(serve(), '/', { headers: { 'x-request-id': 'canary' } });
    expect(headers['x-request-id']).not.toBe('canary');
  });
});

describe('health', () => {
  const health = async (checks: readonly ReadinessCheck[], url: string) => {
    const server = serve();
    registerHealth(server, checks);
    const { status, body } = await ask(server, url);
    await server.close();
    return [status, body];
  };
  const check = (name: string, isReady: ReadinessCheck['isReady']): ReadinessCheck => ({ name, isReady });

  it('is alive whatever is not ready', async () => {
    expect(await health([check('database', () => false)], '/healthz')).toEqual([200, { status: 'ALIVE' }]);
  });

  it('is ready when everything is, and says what is not', async () => {
    const ready = check('database', () => Promise.resolve(true));
    expect(await health([ready], '/readyz')).toEqual([200, { status: 'READY' }]);
    const broken = check('scheduler', () => Promise.reject(new Error('x')));
    expect(await health([ready, check('migrations', () => false), broken], '/readyz')).toEqual([
      503,
      { status: 'NOT_READY', waitingFor: ['migrations', 'scheduler'] },
    ]);
  });
});
