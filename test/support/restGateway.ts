import type { AddressInfo } from 'node:net';
import { createApiKey } from '../../src/administration/apiKeys.js';
import { systemContext } from '../../src/administration/context.js';
import { createNumber } from '../../src/administration/numbers.js';
import { expect } from '@jest/globals';
import { createAuth } from '../../src/auth/auth.js';
import { createRateLimit } from '../../src/auth/rateLimit.js';
import { ENDPOINTS } from '../../src/http/rest/endpoints.js';
import { registerRest } from '../../src/http/rest/registerRest.js';
import { createHttpServer } from '../../src/http/server.js';
import type { NumberRow } from '../../src/projections/rows.js';
import { createFakeSending, type FakeSending } from './fakeSending.js';
import { createTestGateway, type TestGateway } from './gateway.js';

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** REST over HTTP on a gateway in memory that sends by a stand-in. */
export interface RestGateway extends TestGateway {
  readonly url: string;
  readonly sending: FakeSending;
  readonly numberKey: string;
  readonly accountKey: string;
  /** Another number of the same account. */
  readonly other: NumberRow;
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<RestAnswer>;
  close(): Promise<void>;
}

export async function startRestGateway(options: { readonly perSecond?: number } = {}): Promise<RestGateway> {
  const gateway = await createTestGateway();
  const { core, services, account, number } = gateway;
  const context = systemContext(account);
  const other = await createNumber(core, context, { name: 'other', phoneNumber: '+4930999999' });
  const key = { name: 'key', retentionDays: 30 };
  const { secret: numberKey } = await createApiKey(core, context, { ...key, numberId: number._id });
  const { secret: accountKey } = await createApiKey(core, context, key);
  const sending = createFakeSending(core);
  const auth = createAuth(core);
  const app = createHttpServer({ log: core.log });
  registerRest(app, {
    ...services,
    sending,
    auth,
    rateLimit: createRateLimit({ apiKey: options.perSecond ?? 0, user: 0, stranger: 0 }),
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${String((app.server.address() as AddressInfo).port)}`;
  return Object.assign(gateway, {
    url,
    sending,
    numberKey,
    accountKey,
    other,
    ask: async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          'x-api-key': numberKey,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const answer = (await response.json()) as Readonly<Record<string, unknown>>;
      return { status: response.status, headers: response.headers, body: answer };
    },
    close: async () => {
      await app.close();
      auth.stop();
      services.hub.stop();
      services.directory.stop();
    },
  });
}

/** The answer is what the OpenAPI document, made from the same schemas, says it is. */
export function conforms(
  method: string,
  path: string,
  { status, body }: Pick<RestAnswer, 'status'> & { readonly body: unknown },
): void {
  const endpoint = ENDPOINTS.find((one) => one.method === method && one.path === path);
  expect(status).toBe(endpoint?.status ?? 200);
  expect(endpoint?.answer.safeParse(body).error?.issues ?? []).toEqual([]);
}

export function issuesOf({ body }: Pick<RestAnswer, 'body'>): readonly string[] {
  return (body['issues'] as { path: string }[]).map(({ path }) => path);
}
