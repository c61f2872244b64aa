import { Agent, request, type Dispatcher } from 'undici';
import { SECOND_MS } from '../../lib/clock.js';
import type { AddressRules } from '../webhooks/addresses.js';
import { AddressRefused, createGuardedConnect, type Resolve } from '../webhooks/guardedConnect.js';
import { parseRetryAfter } from '../webhooks/schedule.js';
import type { ChatwootAccess, ChatwootAnswer, ChatwootFailed, ChatwootFailure } from './chatwootClient.js';

export interface ChatwootRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the account's address; `/profile` stands for the token's owner, who is of no account. */
  readonly path: string;
  readonly body?: object | { readonly type: string; readonly bytes: Buffer };
}

/** Asks a Chatwoot once and reads its answer; follows no redirect, tries nothing twice. */
export interface ChatwootTransport {
  ask(access: ChatwootAccess, request: ChatwootRequest): Promise<ChatwootAnswer<unknown>>;
  stop(): Promise<void>;
}

export interface TransportOptions {
  readonly rules: AddressRules;
  /** For the whole of one request, its answer included. Milliseconds. */
  readonly timeoutMs?: number;
  readonly resolve?: Resolve | undefined;
}

const TIMEOUT_MS = 10 * SECOND_MS;
/** A page of contacts with all their attributes; far more than any answer that makes sense. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
const CONNECTIONS = 50;

export function createChatwootTransport({
  rules,
  timeoutMs = TIMEOUT_MS,
  resolve,
}: TransportOptions): ChatwootTransport {
  const agent = new Agent({
    connect: createGuardedConnect(rules, timeoutMs, resolve),
    connections: CONNECTIONS,
    pipelining: 1,
    // The whole request has one limit of its own.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    ask: async (access, wanted) => {
      const limit = AbortSignal.timeout(timeoutMs);
      try {
        const { body } = wanted;
        const isBytes = body !== undefined && 'bytes' in body;
        const answer = await request(addressOf(access, wanted.path), {
          dispatcher: agent,
          method: wanted.method,
          headers: {
            accept: 'application/json',
            'user-agent': 'Lethe-Chatwoot/1',
            api_access_token: access.apiAccessToken,
            ...(body !== undefined && { 'content-type': isBytes ? body.type : 'application/json' }),
          },
          ...(body !== undefined && { body: isBytes ? body.bytes : JSON.stringify(body) }),
          signal: limit,
        });
        return await read(answer);
      } catch (error) {
        if (limit.aborted) return failed('TIMEOUT');
        return failed(error instanceof AddressRefused ? 'ADDRESS_REFUSED' : 'UNREACHABLE');
      }
    },
    stop: () => agent.destroy(),
  };
}

export function failed(reason: ChatwootFailure, retryAfterMs: number | null = null): ChatwootFailed {
  return { kind: 'FAILED', reason, retryAfterMs };
}

function addressOf({ baseUrl, accountId }: ChatwootAccess, path: string): string {
  return path === '/profile'
    ? `${baseUrl}/api/v1/profile`
    : `${baseUrl}/api/v1/accounts/${String(accountId)}${path}`;
}

async function read({
  statusCode,
  headers,
  body,
}: Dispatcher.ResponseData): Promise<ChatwootAnswer<unknown>> {
  if (statusCode < 200 || statusCode >= 300) {
    // Nothing of it is told to anybody: it may quote what was sent.
    body.on('error', () => undefined).destroy();
    const { 'retry-after': retryAfter } = headers;
    const isTold = typeof retryAfter === 'string';
    return failed(reasonOf(statusCode), isTold ? parseRetryAfter(retryAfter, new Date()) : null);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) return failed('INVALID_ANSWER');
  }
  if (bytes === 0) return { kind: 'OK', value: null };
  try {
    return { kind: 'OK', value: JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown };
  } catch {
    return failed('INVALID_ANSWER');
  }
}

function reasonOf(status: number): ChatwootFailure {
  if (status === 401 || status === 403) return 'UNAUTHORIZED';
  if (status === 404) return 'NOT_FOUND';
  if (status === 429) return 'THROTTLED';
  if (status >= 500) return 'SERVER_ERROR';
  // A redirect is a wrong address: the token goes to nobody else.
  return status >= 400 ? 'INVALID' : 'INVALID_ANSWER';
}
