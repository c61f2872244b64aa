import { randomBytes } from 'node:crypto';
import { print } from 'graphql';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startApp, type RunningApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import type { Log } from '../../src/lib/log.js';
import { openTestDatabase, type TestDatabase } from './database.js';
import { signBody } from './whatsapp.js';

export const ADMIN = { email: 'admin@example.org', password: 'correct horse battery staple' };
export const APP_SECRET = 'e2e-app-secret';

/** The gateway in this process, on a database of its own and a port of its own, used only through its addresses. */
export interface TestApp {
  readonly app: RunningApp;
  readonly database: TestDatabase;
  readonly url: string;
  /** Every line that was logged, as JSON. */
  readonly logged: readonly string[];
  /** The clock that the gateway goes by. */
  now: Date;
  signIn(credentials?: { email: string; password: string }): Promise<Session>;
  /** Posts a webhook, signed unless told otherwise. */
  postWebhook(numberId: string, body: unknown, signature?: string): Promise<Response>;
  rest(
    path: string,
    apiKey: string,
    init?: RequestInit,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  /** A second gateway on the same database. */
  startAnother(): Promise<RunningApp>;
  stop(): Promise<void>;
}

/** Somebody who is signed in. */
export interface Session {
  /** Runs an operation; throws when the answer has errors. */
  run<Result, Variables>(
    operation: TypedDocumentNode<Result, Variables>,
    variables: Variables,
  ): Promise<Result>;
  /** A WebSocket client, of this gateway or another one's address. */
  connect(url?: string): Client;
}

export async function startTestApp(options: { readonly now?: Date } = {}): Promise<TestApp> {
  const database = await openTestDatabase('e2e');
  const logged: string[] = [];
  const write = (fields: Readonly<Record<string, unknown>>, message: string): void => {
    logged.push(JSON.stringify({ ...fields, message }));
  };
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const config = readConfig({
    PORT: '0',
    MONGODB_URI: database.uri,
    DATABASE_NAME: database.databaseName,
    MASTER_KEY: randomBytes(32).toString('base64'),
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  });
  const state = { now: options.now ?? new Date() };
  const start = (): Promise<RunningApp> => startApp(config, { clock: () => state.now, log });
  const app = await start();
  const others: RunningApp[] = [];
  const { url } = app;
  return {
    app,
    database,
    url,
    logged,
    get now() {
      return state.now;
    },
    set now(now: Date) {
      state.now = now;
    },
    signIn: (credentials = ADMIN) => signIn(url, credentials),
    postWebhook: (numberId, body, signature) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return fetch(`${url}/hooks/whatsapp/${numberId}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-hub-signature-256': signature ?? signBody(text, APP_SECRET),
        },
        body: text,
      });
    },
    rest: async (path, apiKey, init = {}) => {
      const headers = {
        'x-api-key': apiKey,
        ...(init.body !== undefined && { 'content-type': 'application/json' }),
      };
      const response = await fetch(`${url}${path}`, { ...init, headers });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    startAnother: async () => {
      const another = await start();
      others.push(another);
      return another;
    },
    stop: async () => {
      for (const other of others) await other.stop();
      await app.stop();
      await database.close();
    },
  };
}

async function signIn(url: string, credentials: { email: string; password: string }): Promise<Session> {
  const response = await fetch(`${url}/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credentials),
  });
  if (response.status !== 200) throw new Error(`Signing in was answered with ${String(response.status)}.`);
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return {
    run: async (operation, variables) => {
      const answer = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie },
        body: JSON.stringify({ query: print(operation), variables }),
      });
      const { data, errors } = (await answer.json()) as {
        data?: never;
        errors?: { extensions?: { code?: string } }[];
      };
      if (errors) throw new Error(`The operation was answered with ${String(errors[0]?.extensions?.code)}.`);
      return data as never;
    },
    connect: (of = url) =>
      createClient({
        url: `${of.replace(/^http/, 'ws')}/graphql`,
        webSocketImpl: class extends WebSocket {
          constructor(address: string, protocols: string[]) {
            super(address, protocols, { headers: { cookie } });
          }
        },
        retryAttempts: 0,
      }),
  };
}

/** Waits until `probe` gives something else than null; fails after `ms` milliseconds. */
export async function eventually<T>(probe: () => Promise<T | null>, ms = 20_000): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const value = await probe();
    if (value !== null) return value;
    if (Date.now() > end) throw new Error('What was waited for did not come.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
