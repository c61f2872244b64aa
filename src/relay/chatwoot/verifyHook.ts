import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { MINUTE_MS, SECOND_MS } from '../../lib/clock.js';

/** contracts/chatwoot.md: "refuse older than 5 minutes"; Chatwoot's clock may also go before ours. */
const MAX_AGE_MS = 5 * MINUTE_MS;

/** Compares in constant time, whatever the lengths. */
export function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** Whether Chatwoot signed this very body a moment ago. Both headers as they came. */
export function isSignedByChatwoot(
  body: Buffer,
  headers: { readonly signature: unknown; readonly timestamp: unknown },
  secret: string,
  now: Date,
): boolean {
  const { signature, timestamp } = headers;
  if (typeof signature !== 'string' || typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp))
    return false;
  if (Math.abs(now.getTime() - Number(timestamp) * SECOND_MS) > MAX_AGE_MS) return false;
  const mac = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
  return isSameSecret(signature, `sha256=${mac}`);
}
