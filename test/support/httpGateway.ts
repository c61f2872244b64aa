import { Writable } from 'node:stream';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { createAccount } from '../../src/administration/accounts.js';
import { createApiKey } from '../../src/administration/apiKeys.js';
import { systemContext, type Context } from '../../src/administration/context.js';
import { createNumber } from '../../src/administration/numbers.js';
import { createAuth } from '../../src/auth/auth.js';
import { createRateLimit } from '../../src/auth/rateLimit.js';
import { createCore, openCore, type Core } from '../../src/events/core.js';
import { createMongoCommitFeed } from '../../src/events/mongoCommitFeed.js';
import { createMongoDocuments } from '../../src/events/mongoDocuments.js';
import { registerHealth } from '../../src/http/health.js';
import { registerHooks } from '../../src/http/hooks/registerHooks.js';
import { registerRest } from '../../src/http/rest/registerRest.js';
import { createHttpServer } from '../../src/http/server.js';
import { parseIpRange } from '../../src/lib/ipAddress.js';
import { projectAll } from '../../src/projections/all.js';
import type { NumberRow } from '../../src/projections/rows.js';
import { createServices, type Services } from '../../src/services.js';
import { openTestDatabase, type TestDatabase } from './database.js';
import { signBody, type JsonObject } from './whatsapp.js';

export const APP_SECRET = 'app-secret-of-the-tests';
export const VERIFY_TOKEN = 'verify-token-of-the-tests';

/** A number with an account key and a key of its own. */
export interface TestNumber {
  readonly number: NumberRow;
  readonly context: Context;
  readonly numberKey: string;
  readonly accountKey: string;
}

/** The HTTP surfaces on a real database, listening on the loopback, with a clock that tests move by hand. */
export interface HttpGateway {
  readonly url: string;
  readonly core: Core;
  readonly services: Services;
  /** Everything logged so far. */
  logged(): string;
  setNow(at: Date | string): void;
  /** A number of a new account, or (`of`) another one of the same account. */
  addNumber(phoneNumberId: string, of?: TestNumber): Promise<TestNumber>;
  /** Posts a signed webhook. */
  post(number: TestNumber, body: JsonObject | string, headers?: Record<string, string>): Promise<Response>;
  get(path: string, headers?: Record<string, string>): Promise<{ status: number; body: JsonObject }>;
  stop(): Promise<void>;
}

export async function startHttpGateway(name: string): Promise<HttpGateway> {
  const database: TestDatabase = await openTestDatabase(name);
  let now = new Date('2026-02-01T00:00:00.000Z');
  const lines: string[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const log = pino({ level: 'trace' }, sink);
  const core = createCore({
    documents: createMongoDocuments(database.client, database.db),
    keys: createMongoDocuments(database.client, database.keysDb),
    masterKey: randomBytes(32),
    clock: () => now,
    log,
    project: projectAll,
  });
  await openCore(core);
  const feed = createMongoCommitFeed(database.db, core.store, core.origin, log);
  await feed.start();
  const loopback = parseIpRange('127.0.0.0/8');
  const services = createServices(core, feed, {
    allowPrivateWebhooks: loopback ? [loopback] : [],
    whatsappApiUrl: 'http://127.0.0.1:9',
    twilioApiUrl: 'http://127.0.0.1:9',
  });
  const auth = createAuth(core);
  const app = createHttpServer({ log });
  registerHooks(app, services);
  registerRest(app, { ...services, auth, rateLimit: createRateLimit({ apiKey: 0, user: 0, stranger: 0 }) });
  registerHealth(app, []);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${String((app.server.address() as AddressInfo).port)}`;

  return {
    url,
    core,
    services,
    logged: () => lines.join(''),
    setNow: (at) => {
      now = new Date(at);
    },
    addNumber: async (phoneNumberId, of) => {
      const context =
        of?.context ??
        systemContext((await createAccount(core, systemContext('none'), { name: 'Test' }))._id);
      const number = await createNumber(core, context, {
        name: 'Front desk',
        phoneNumber: '+15550783881',
        whatsapp: { phoneNumberId, accessToken: 'token', appSecret: APP_SECRET, verifyToken: VERIFY_TOKEN },
      });
      const key = { name: 'key', retentionDays: 30 };
      const { secret: numberKey } = await createApiKey(core, context, { ...key, numberId: number._id });
      const { secret: accountKey } = await createApiKey(core, context, key);
      return { number, context, numberKey, accountKey };
    },
    post: (number, body, headers = {}) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return fetch(`${url}/hooks/whatsapp/${number.number._id}`, {
        method: 'POST',
        body: text,
        headers: {
          'content-type': 'application/json',
          'x-hub-signature-256': signBody(text, APP_SECRET),
          ...headers,
        },
      });
    },
    get: async (path, headers = {}) => {
      const response = await fetch(`${url}${path}`, { headers });
      return { status: response.status, body: (await response.json()) as JsonObject };
    },
    stop: async () => {
      await app.close();
      auth.stop();
      services.directory.stop();
      await core.store.idle();
      await feed.stop();
      await database.close();
    },
  };
}
