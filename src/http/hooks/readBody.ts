import type { IncomingMessage } from 'node:http';
import { HttpError, payloadTooLarge } from '../httpError.js';

/** How much more than the limit is read and dropped, so that the sender hears the answer before the socket ends. */
const DRAINED_TIMES = 8;

/**
 * The bytes of a request exactly as they came: a signature is over these.
 * @throws HttpError 413 as soon as more than `limit` bytes came
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      chunks = [];
      reject(payloadTooLarge());
      if (size > limit * DRAINED_TIMES) request.destroy();
    });
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', () => reject(new HttpError('INVALID_PAYLOAD', 'The body ended early.')));
  });
}
