import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

/** One request to the provider. */
export interface ProviderRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With its query. */
  readonly path: string;
  readonly accessToken: string;
  readonly body: { readonly type: string; readonly bytes: Buffer | string } | null;
}

/** What became of it, as exactly as a client can know: everything that follows from a send hangs on it. */
export type Exchange =
  | {
      readonly kind: 'ANSWERED';
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      /** Parsed JSON; undefined where the body is none. */
      readonly body: unknown;
      /** A refusal whose body did not arrive whole. */
      readonly isCut: boolean;
    }
  /** Not one byte of the request was written: name, connection or TLS failed, or no connection was free in time. */
  | { readonly kind: 'UNREACHABLE' }
  /** Something may have arrived, and there is no answer that can be read. */
  | { readonly kind: 'UNKNOWN' };

export interface ExchangeLimits {
  /** For the whole of it, from the call to the answer's last byte. Milliseconds. */
  readonly requestMs: number;
  /** Bytes of an answer. */
  readonly maxAnswerBytes: number;
}

const FIRST_REFUSAL = 400;
const FIRST_FINAL = 200;

/**
 * Sends one request and reads the answer whole. Never throws, follows no redirect, tries nothing twice.
 *
 * It is written on undici's own callbacks, not on `request`, because of `onRequestStart`: the connection stands and the
 * next thing is the first byte. An error before it proves that nothing was sent.
 */
export function exchange(
  dispatcher: Dispatcher,
  origin: string,
  request: ProviderRequest,
  { requestMs, maxAnswerBytes }: ExchangeLimits,
): Promise<Exchange> {
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | null = null;
    let isOver = false;
    let answer: { readonly status: number; readonly headers: IncomingHttpHeaders } | null = null;
    const chunks: Buffer[] = [];
    let bytes = 0;

    const settle = (result: Exchange): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      resolve(result);
    };
    const giveUp = (): void => {
      // A refusal is one by its status line alone.
      if (answer !== null && answer.status >= FIRST_REFUSAL)
        settle({ kind: 'ANSWERED', ...answer, body: undefined, isCut: true });
      else settle({ kind: controller === null ? 'UNREACHABLE' : 'UNKNOWN' });
    };
    const stop = (): void => {
      giveUp();
      controller?.abort(new Error('Given up.'));
    };
    const timer = setTimeout(stop, requestMs);

    dispatcher.dispatch(optionsOf(origin, request), {
      onRequestStart: (given) => {
        // Too late: abandoned while it waited for a connection, and told so. It must not go out now.
        if (isOver) given.abort(new Error('Given up.'));
        else controller = given;
      },
      onResponseStart: (_controller, status, headers) => {
        if (status >= FIRST_FINAL) answer = { status, headers };
      },
      onResponseData: (_controller, chunk) => {
        bytes += chunk.length;
        if (bytes > maxAnswerBytes) stop();
        else chunks.push(chunk);
      },
      onResponseEnd: () => {
        if (answer === null) giveUp();
        else settle({ kind: 'ANSWERED', ...answer, body: parse(chunks), isCut: false });
      },
      onResponseError: giveUp,
    });
  });
}

function optionsOf(
  origin: string,
  { method, path, accessToken, body }: ProviderRequest,
): Dispatcher.DispatchOptions {
  return {
    origin,
    path,
    method,
    headers: {
      authorization: `Bearer ${accessToken}`,
      accept: 'application/json',
      ...(body !== null && { 'content-type': body.type }),
    },
    body: body?.bytes ?? null,
    // The limit above is for the whole request; undici's own run in coarse steps.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
}

function parse(chunks: readonly Buffer[]): unknown {
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}
