import { randomInt } from 'node:crypto';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { signBody } from './whatsapp.js';

/** The administrator of every installation under test. */
export const ADMIN = { email: 'admin@example.org', password: 'correct horse battery staple' };

export const APP_SECRET = 'e2e-app-secret';

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

/** Signs in through the front door. @throws when the answer is not 200 */
export async function signIn(
  url: string,
  credentials: { email: string; password: string },
): Promise<Session> {
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
        data?: unknown;
        errors?: { extensions?: { code?: string } }[];
      };
      if (!errors && data === undefined)
        throw new Error(`The operation was answered with ${String(answer.status)}.`);
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

/** Posts a webhook as the provider does, signed unless told otherwise. */
export function postWebhook(
  url: string,
  numberId: string,
  body: unknown,
  signature?: string,
): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(`${url}/hooks/whatsapp/${numberId}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-hub-signature-256': signature ?? signBody(text, APP_SECRET),
    },
    body: text,
  });
}

const REDELIVERY_MS = [50, 250] as const;

/**
 * Delivers a webhook as the provider does: again and again until the answer is 200. After a `kill -9` that can take a
 * minute, until the database gives up the dead process's transaction.
 * @param url where the gateway is by now; it may be another process each time
 */
export async function deliverUntilTaken(url: () => string, numberId: string, body: unknown): Promise<void> {
  for (;;) {
    const status = await postWebhook(url(), numberId, body).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, randomInt(...REDELIVERY_MS)));
  }
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
