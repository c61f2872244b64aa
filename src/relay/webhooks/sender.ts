import { Agent, request, type Dispatcher } from 'undici';
import { SECOND_MS } from '../../lib/clock.js';
import { errorName } from '../../lib/errors.js';
import type { AddressRules } from './addresses.js';
import type { AttemptError } from '../../domain/webhook/deliveryWords.js';
import type { Answer } from './answer.js';
import { AddressRefused, createGuardedConnect, type Resolve } from './guardedConnect.js';
import type { WebhookHeaders } from './signing.js';

/** contracts/webhooks.md: "Timeout 15 s". */
const TIMEOUT_MS = 15 * SECOND_MS;
/** How much of an answer is kept (issue: "response (up to 4 KiB)"), and how much is read at all. */
const KEPT_BYTES = 4 * 1024;
const READ_BYTES = 64 * 1024;
const KEEP_ALIVE_MS = 10 * SECOND_MS;

export interface Sender {
  /**
   * Posts a body once. Never throws: whatever happens is an answer. Redirects are not followed.
   * @param withinMs less than the usual limit
   */
  send(url: string, headers: WebhookHeaders, body: string, withinMs?: number): Promise<Answer>;
  /** Ends what is under way as STOPPED and closes every connection. */
  stop(): Promise<void>;
}

export function createSender({
  rules,
  timeoutMs = TIMEOUT_MS,
  resolve,
  ca,
}: {
  readonly rules: AddressRules;
  readonly timeoutMs?: number;
  readonly resolve?: Resolve | undefined;
  /** Certificates to trust beside the system's; PEM. */
  readonly ca?: string;
}): Sender {
  const agent = new Agent({
    connect: createGuardedConnect(rules, timeoutMs, resolve, ca === undefined ? {} : { ca }),
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    // The whole try has one limit of its own.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  let isStopped = false;

  return {
    send: async (url, headers, body, withinMs = timeoutMs) => {
      const start = performance.now();
      const durationMs = (): number => Math.round(performance.now() - start);
      const limit = new AbortController();
      const timer = setTimeout(
        () => {
          limit.abort();
        },
        Math.min(withinMs, timeoutMs),
      );
      try {
        const answer = await request(url, {
          dispatcher: agent,
          method: 'POST',
          headers: { 'content-type': 'application/json', 'user-agent': 'Lethe-Webhooks/1', ...headers },
          body,
          signal: limit.signal,
        });
        const kept = await readStart(answer.body);
        const { 'retry-after': retryAfter } = answer.headers;
        return {
          kind: 'ANSWERED',
          statusCode: answer.statusCode,
          retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
          body: kept,
          durationMs: durationMs(),
        };
      } catch (error) {
        if (isStopped) return { kind: 'STOPPED' };
        const reason = limit.signal.aborted ? 'TIMEOUT' : errorOf(error);
        return { kind: 'FAILED', error: reason, durationMs: durationMs() };
      } finally {
        clearTimeout(timer);
      }
    },
    stop: async () => {
      isStopped = true;
      await agent.destroy();
    },
  };
}

/** The first bytes of an answer. A status that has come stands, whatever becomes of the body behind it. */
async function readStart(body: Dispatcher.ResponseData['body']): Promise<string> {
  const kept: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (bytes < KEPT_BYTES) kept.push(chunk.subarray(0, KEPT_BYTES - bytes));
      bytes += chunk.length;
      // Leaving the loop destroys the body, and with it the connection.
      if (bytes >= READ_BYTES) break;
    }
  } catch {
    // Cut off.
  }
  return Buffer.concat(kept).toString('utf8');
}

const BY_CODE: Readonly<Record<string, AttemptError>> = {
  UND_ERR_CONNECT_TIMEOUT: 'TIMEOUT',
  UND_ERR_HEADERS_TIMEOUT: 'TIMEOUT',
  UND_ERR_BODY_TIMEOUT: 'TIMEOUT',
  ETIMEDOUT: 'TIMEOUT',
  ENOTFOUND: 'NAME_NOT_FOUND',
  EAI_AGAIN: 'NAME_NOT_FOUND',
  ENODATA: 'NAME_NOT_FOUND',
  UND_ERR_HEADERS_OVERFLOW: 'INVALID_ANSWER',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'INVALID_ANSWER',
  EPROTO: 'TLS_FAILED',
};

function errorOf(error: unknown): AttemptError {
  if (error instanceof AddressRefused) return 'ADDRESS_REFUSED';
  // Where several addresses were tried at once, the error of all has the first one's code.
  const code =
    typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
      ? error.code
      : '';
  // undici's parser gives a code only where its C sources name one.
  if (code.startsWith('HPE_') || errorName(error) === 'HTTPParserError') return 'INVALID_ANSWER';
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_)/.test(code)) return 'TLS_FAILED';
  return BY_CODE[code] ?? 'CONNECTION_FAILED';
}
