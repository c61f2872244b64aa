import { createHmac, timingSafeEqual } from 'node:crypto';

const HEADER = /^sha256=([0-9a-f]{64})$/;

/**
 * Tells whether a webhook was signed by the provider with our app's secret.
 *
 * Needs the body's bytes exactly as they came (a parsed and re-serialised body has another signature), the value of
 * `X-Hub-Signature-256` (`sha256=<hex HMAC-SHA256(app secret, raw body)>`) and the app secret.
 * False for a header that is missing, repeated or malformed, and for an empty secret; never throws. The comparison
 * takes the same time wherever the first difference lies, so that a forger learns nothing by measuring.
 */
export function verifySignature(
  rawBody: Uint8Array,
  header: string | readonly string[] | undefined,
  appSecret: string,
): boolean {
  // An HMAC under the empty key is one that anybody can compute: a missing configuration must not open the door.
  if (typeof header !== 'string' || appSecret === '') return false;
  const given = HEADER.exec(header)?.[1];
  if (given === undefined) return false;
  return timingSafeEqual(Buffer.from(given, 'hex'), createHmac('sha256', appSecret).update(rawBody).digest());
}
