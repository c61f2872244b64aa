import { DAY_MS } from '../lib/clock.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { DuplicateKey, type Doc } from '../events/documents.js';

/** How long an event of a RELAY_ONLY number is remembered, by HMAC alone, so that it is relayed once (design §4). */
const MEMORY_MS = 7 * DAY_MS;

/** Notes that an event is relayed; false when it was before. Holds no content, no number, no contact. */
export async function rememberRelayed(
  core: Core,
  account: string,
  number: string,
  id: string,
): Promise<boolean> {
  const doc: Doc & Record<string, unknown> = {
    _id: `${number}/${id}`,
    account,
    number,
    expiresAt: new Date(core.clock().getTime() + MEMORY_MS),
  };
  try {
    await core.documents.insertMany(COLLECTIONS.relayed, [doc]);
    return true;
  } catch (error) {
    if (error instanceof DuplicateKey) return false;
    throw error;
  }
}
