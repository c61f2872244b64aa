import { COLLECTIONS } from '../events/collections.js';
import type { Doc, DocumentOperations, Update } from '../events/documents.js';
import type { Write } from '../events/writes.js';

/** Why a file is not kept; a closed list. */
export const MEDIA_FAILURES = [
  /** The provider has it no longer, or never had. */
  'GONE',
  /** It is of a kind that its message cannot have. */
  'TYPE',
  'TOO_LARGE',
  /** What came is not what the provider announced. */
  'HASH_MISMATCH',
  'REFUSED',
  'TOKEN',
  'UNREACHABLE',
  /** Our object store did not take it. */
  'STORAGE',
  /** Its message left its window first. */
  'EXPIRED',
  /** It was stored, and is there no more. */
  'LOST',
] as const;
export type MediaFailure = (typeof MEDIA_FAILURES)[number];

/**
 * The file of a message, or the copy of a recording: first what is still to be fetched, then where it is. Its `_id` is that of the payload whose content
 * names it: an edit brings a new payload, and so another file. Not derived from commits; a rebuild leaves it. No PII.
 */
export interface MediaRow extends Doc {
  readonly account: string;
  readonly number: string;
  /** Of a recording: its id. */
  readonly message: string;
  /** It is the copy of a recording; absent else. */
  readonly isRecording?: true;
  /** Of a recording that is stored, as its provider named it; a message's content tells it. */
  readonly mimeType?: string;
  /** The message's: the instant that retention counts from. */
  readonly at: Date;
  /** DOOMED: nobody reads it any more, and the object is still to be deleted. */
  readonly state: 'PENDING' | 'STORED' | 'FAILED' | 'DOOMED';
  /** The object's name; known before there is an object, so that none is ever without a row. */
  readonly object: string;
  /** Of the content; 0 until it is stored. */
  readonly bytes: number;
  /** Derived from the provider's id of the file, by which REST v1 asks for it. */
  readonly externalKey: string;
  /** Of a failure; while it is still tried again: of the last try. */
  readonly reason?: MediaFailure;
  readonly attempts: number;
  /** When somebody is to see to it; absent when nothing is left to do. */
  readonly dueAt?: Date;
  /** Who fetches it at this moment, and until when nobody else does. */
  readonly claim?: string;
  readonly claimedUntil?: Date;
  readonly createdAt: Date;
  /** The erasure that dooms it; absent: none does. */
  readonly erasure?: string;
}

/** The message types whose content is a file (channels/content.ts). */
const MEDIA_TYPES: ReadonlySet<string> = new Set(['image', 'audio', 'video', 'document', 'sticker']);

export function isMediaType(type: string): boolean {
  return MEDIA_TYPES.has(type);
}

function doomed(account: string, payloads: readonly string[], now: Date): Update {
  const filter = { account, _id: { $in: payloads } };
  return { filter, set: { state: 'DOOMED', dueAt: now }, unset: ['reason'], many: true };
}

/** Has the files of payloads that are erased deleted: within the transaction that erases those. */
export async function doomMedia(
  tx: DocumentOperations,
  account: string,
  payloads: readonly string[],
  now: Date,
): Promise<void> {
  if (payloads.length > 0) await tx.update(COLLECTIONS.media, [doomed(account, payloads, now)]);
}

/** The same, as writes of an append. */
export function doomingMedia(account: string, payloads: readonly string[], now: Date): readonly Write[] {
  if (payloads.length === 0) return [];
  return [{ kind: 'update', collection: COLLECTIONS.media, update: doomed(account, payloads, now) }];
}
