import { COLLECTIONS, KEY_COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { Doc } from '../../events/documents.js';
import type { Payload } from '../../events/vault.js';
import { fail, ok, warn, type Finding } from './finding.js';

interface KeyDoc extends Doc {
  readonly account: string;
}

const SAMPLE = 200;
const NEWEST = { sort: { _id: -1 }, limit: SAMPLE } as const;

/** Whether the newest keys can be unwrapped, and the newest payloads be opened with what is in the key database. */
export async function checkKeys(core: Core): Promise<readonly Finding[]> {
  return [await checkWrapped(core), await checkPayloads(core)];
}

async function checkWrapped({ keys, keyRing }: Core): Promise<Finding> {
  const sample = await keys.find<KeyDoc>(KEY_COLLECTIONS.keys, { active: true }, NEWEST);
  const count = await keys.count(KEY_COLLECTIONS.keys, { active: true });
  let broken = 0;
  for (const { _id, account } of sample) {
    try {
      await keyRing.find(account, _id);
    } catch {
      broken += 1;
    }
  }
  if (broken === 0)
    return ok('keys', `${String(count)} in use, the newest ${String(sample.length)} readable.`);
  const remedy = 'Restore the key database together with the master key that belongs to it.';
  return fail(
    'keys',
    `${String(broken)} of the newest ${String(sample.length)} cannot be unwrapped.`,
    remedy,
  );
}

async function checkPayloads({ documents, vault }: Core): Promise<Finding> {
  const sample = await documents.find<Payload>(COLLECTIONS.payloads, {}, NEWEST);
  let unreadable = 0;
  for (const payload of sample) {
    // Null: its key is destroyed or not there. A throw: it is not what was sealed.
    const content = await vault.open(payload).catch(() => null);
    if (content === null) unreadable += 1;
  }
  if (unreadable === 0) return ok('payloads', `The newest ${String(sample.length)} can be opened.`);
  const message = `${String(unreadable)} of the newest ${String(sample.length)} cannot be opened.`;
  if (unreadable > sample.length / 2)
    return fail(
      'payloads',
      message,
      'Main and key database do not belong together: see docs/operations.md, Restoring.',
    );
  return warn(
    'payloads',
    message,
    'Expected while something is erased; if it stays, keys were lost in a restore.',
  );
}
