import { KEY_COLLECTIONS } from './collections.js';
import type { Doc, Documents } from './documents.js';
import type { MasterKey, Wrapped } from './masterKey.js';

/** What a run of {@link rewrapKeys} did, and what is left to do. */
export interface Rewrapped {
  /**
   * `PREPARED`: everything can be opened by the next master key as well as by the present one.
   * `FINISHED`: the earlier master key opens nothing any more.
   */
  readonly state: 'PREPARED' | 'FINISHED';
  readonly rewrapped: number;
  /** That the keys at hand do not open; nothing was changed about them. */
  readonly unreadable: number;
}

interface WrappedDoc extends Doc, Partial<Wrapped> {
  readonly account: string;
}

const COLLECTIONS = [KEY_COLLECTIONS.keys, KEY_COLLECTIONS.subjects] as const;

/**
 * Wraps every key anew; what they seal is not touched. With a next master key each gets a second wrapping; without,
 * a second wrapping that is there takes the place of the first. May be run again at any time, and beside processes
 * that work: each key is changed by one update that does nothing where the key was destroyed meanwhile.
 * @param onProgress told after each key
 */
export async function rewrapKeys(
  keys: Documents,
  master: MasterKey,
  onProgress: () => void = () => undefined,
): Promise<Rewrapped> {
  let rewrapped = 0;
  let unreadable = 0;
  // The mark by which a start knows its master key comes last: half a rotation lets nobody start with the next one.
  const marks: WrappedDoc[] = [];
  for (const collection of COLLECTIONS) {
    for await (const doc of keys.stream<WrappedDoc>(collection, { wrapped: { $exists: true } })) {
      if (doc._id === doc.account) marks.push(doc);
      else if (await rewrap(collection, doc)) rewrapped += 1;
      onProgress();
    }
  }
  if (unreadable === 0) for (const mark of marks) await rewrap(KEY_COLLECTIONS.keys, mark);
  return { state: master.hasNext ? 'PREPARED' : 'FINISHED', rewrapped, unreadable };

  async function rewrap(collection: string, doc: WrappedDoc): Promise<boolean> {
    const { _id, account, wrapped, next } = doc;
    if (!wrapped) return false;
    const kept = master.rewrap({ wrapped, ...(next && { next }) }, _id);
    if (kept === 'UNREADABLE') unreadable += 1;
    if (kept === 'UNREADABLE' || kept === 'AS_IT_IS') return false;
    const filter = { _id, account, wrapped: { $exists: true } };
    const unset = kept.next ? {} : { unset: ['next'] };
    const { matched } = await keys.update(collection, [{ filter, set: { ...kept }, ...unset }]);
    return matched > 0;
  }
}
