import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Answers the provider's handshake (`GET …?hub.mode=subscribe&hub.challenge=…&hub.verify_token=…`).
 *
 * Needs the parsed query (values unchecked) and the token that was agreed on; gives the challenge to answer, which must
 * go out as `text/plain`, or null where the request is to be refused. Never throws. Digests are compared, not tokens:
 * they are of equal length, so the time taken tells neither where the tokens differ nor how long ours is.
 */
export function verifyToken(query: Readonly<Record<string, unknown>>, expectedToken: string): string | null {
  const { 'hub.mode': mode, 'hub.challenge': challenge, 'hub.verify_token': token } = query;
  if (mode !== 'subscribe' || typeof challenge !== 'string' || typeof token !== 'string') return null;
  if (expectedToken === '' || challenge === '') return null;
  return timingSafeEqual(digest(token), digest(expectedToken)) ? challenge : null;
}
