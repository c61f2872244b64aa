import { SECOND_MS } from '../lib/clock.js';

const MAX_ANSWER_BYTES = 64 * 1024;

/** The parts of a body as they come; none where there is no body. */
export async function* bytesOf(body: Response['body']): AsyncGenerator<Buffer, void, undefined> {
  if (!body) return;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>)
    yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

/** A provider's short answer; null for what is too large or no JSON. */
export async function readJson({ body }: Response): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of bytesOf(body)) {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) return null;
      chunks.push(chunk);
    }
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    return null;
  }
}

/** Leaves a body unread. */
export function discard({ body }: Response): void {
  body?.cancel().catch(() => undefined);
}

/** How many bytes are to come; null where nobody tells, or what comes is compressed. */
export function lengthOf({ headers }: Response): number | null {
  return headers.get('content-encoding') === null ? wholeNumber(headers.get('content-length')) : null;
}

/** The header `Retry-After` in milliseconds; null where it has no number of seconds. */
export function retryAfterMs({ headers }: Response): number | null {
  const seconds = wholeNumber(headers.get('retry-after'));
  return seconds === null ? null : seconds * SECOND_MS;
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
