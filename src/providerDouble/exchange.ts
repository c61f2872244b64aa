import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonValue } from '../channels/json.js';
import { refusalAnswer, type Refusal } from './refusals.js';

/** What a request gets, good or bad. */
export type Reply =
  | {
      readonly kind: 'WHOLE';
      readonly status: number;
      readonly type: string;
      readonly body: string | Buffer;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Says how long it is, sends half of it, and is gone. */
  | { readonly kind: 'HALF'; readonly body: string }
  | { readonly kind: 'LATER'; readonly ms: number; readonly reply: () => Reply }
  | { readonly kind: 'RESET' }
  | { readonly kind: 'NEVER' };

export function jsonReply(
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const type = 'application/json; charset=UTF-8';
  return { kind: 'WHOLE', status, type, body: JSON.stringify(body), headers };
}

export function refusalReply(refusal: Refusal): Reply {
  const { status, body } = refusalAnswer(refusal);
  const { retryAfterSeconds } = refusal;
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return jsonReply(body satisfies JsonValue, status, headers);
}

export function pageReply(status: number, body: string): Reply {
  return { kind: 'WHOLE', status, type: 'text/html', body };
}

export function sendReply(response: ServerResponse, reply: Reply): void {
  switch (reply.kind) {
    case 'WHOLE': {
      const length = Buffer.byteLength(reply.body);
      response.writeHead(reply.status, {
        'content-type': reply.type,
        'content-length': length,
        ...reply.headers,
      });
      response.end(reply.body);
      break;
    }
    case 'HALF': {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(reply.body) };
      response.writeHead(200, headers);
      response.write(reply.body.slice(0, reply.body.length / 2), () => response.socket?.resetAndDestroy());
      break;
    }
    case 'LATER':
      setTimeout(() => sendReply(response, reply.reply()), reply.ms).unref();
      break;
    case 'RESET':
      response.socket?.resetAndDestroy();
      break;
    case 'NEVER':
      break;
  }
}

const MAX_BODY_BYTES = 110 * 1024 * 1024;

/** Reads a request's body; null where it is too large, or broke off. */
export function readBody(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) resolve(null);
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', () => resolve(null));
  });
}

/** The parsed body; undefined where it is no JSON. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
