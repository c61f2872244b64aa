import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** 20 bytes in base64. */
const SIGNATURE = /^[A-Za-z0-9+/]{27}=$/;
const BODY_HASH = 'bodySHA256';

/** A callback as it came. */
export interface SignedRequest {
  /** The addresses by which the provider may know us, each with path and query. */
  readonly urls: readonly string[];
  readonly body: Buffer;
  /** `X-Twilio-Signature` */
  readonly signature: string | readonly string[] | undefined;
}

/**
 * Tells whether a callback was signed with the account's token: base64 of HMAC-SHA1 over the address and, sorted by name,
 * each field of the form and its value. A body that is no form is told by its SHA-256 in the query instead, which the
 * signature covers (https://www.twilio.com/docs/usage/security). False for a header that is missing or malformed, and for
 * an empty token; never throws. Each comparison takes the same time wherever the first difference lies.
 */
export function verifySignature({ urls, body, signature }: SignedRequest, authToken: string): boolean {
  // An HMAC under the empty key is one that anybody can compute.
  if (typeof signature !== 'string' || !SIGNATURE.test(signature) || authToken === '') return false;
  const given = Buffer.from(signature, 'base64');
  return urls.some((url) => {
    const hash = new URL(url).searchParams.get(BODY_HASH);
    if (hash !== null && !isHashOf(hash, body)) return false;
    const signed = url + (hash === null ? formText(body) : '');
    return timingSafeEqual(given, createHmac('sha1', authToken).update(signed, 'utf8').digest());
  });
}

function isHashOf(hash: string, body: Buffer): boolean {
  const expected = createHash('sha256').update(body).digest();
  const given = Buffer.from(hash, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Names and values in the order of names; a value that comes twice under a name counts once. */
function formText(body: Buffer): string {
  const fields = new URLSearchParams(body.toString('utf8'));
  return [...new Set(fields.keys())]
    .sort()
    .map((name) => [...new Set(fields.getAll(name))].sort().map((value) => name + value))
    .flat()
    .join('');
}

/**
 * An address as it is, and with its port told or left out: providers and proxies do not agree on whether the usual port
 * belongs to it.
 */
export function withAndWithoutPort(url: string): readonly string[] {
  const [, scheme = '', host = '', port = '', rest = ''] =
    /^(https?):\/\/(\[[^\]]*\]|[^/:?#]*)(:\d+)?(.*)$/s.exec(url) ?? [];
  const usual = scheme === 'https' ? ':443' : ':80';
  return [url, `${scheme}://${host}${port === '' ? usual : ''}${rest}`];
}
