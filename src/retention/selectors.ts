import { EVERYTHING } from '../domain/retentionRules.js';
import { DAY_MS } from '../lib/clock.js';
import { COLLECTIONS } from '../events/collections.js';
import type { DocumentOperations, Filter } from '../events/documents.js';
import { readHeld, type Held } from './held.js';
import type { ConversationRow } from '../projections/rows.js';
import type { RecordClass } from '../domain/sweep.js';

/** Which records of a number are due: those whose instant is at or before `cutoff`. */
export interface Due {
  readonly account: string;
  readonly number: string;
  readonly cutoff: Date;
  /** With which keys (null: without one) was sent what is due in the send log; not needed where everything is. */
  readonly apiKeys?: readonly (string | null)[];
  /**
   * Throws when `cutoff` no longer holds. Asked after records were chosen and before they are deleted: what was
   * stored under a policy that changed meanwhile is not taken along. Not needed where a floor covers the change.
   */
  readonly guard?: (reader: DocumentOperations) => Promise<void>;
  /** What is passed by; without it, what legal holds keep at the moment of each batch. */
  readonly held?: Held;
}

/** What of the due records is passed by at this moment. @param reader the transaction that erases the others */
export function heldOf(reader: DocumentOperations, { account, number, held }: Due): Promise<Held> {
  return held ? Promise.resolve(held) : readHeld(reader, account, number);
}

/** Earlier than any record: a range with both bounds is an index range on every engine. */
const BEGINNING = new Date(-8.64e15);

/** At or before `cutoff`. The bounds are exclusive, see {@link DueRange}. */
export function upTo(cutoff: Date): Filter {
  return { $gt: BEGINNING, $lt: justAfter(cutoff) };
}

/** Of one UTC day; `end` is when it is over. */
export function withinDay(end: Date): Filter {
  return { $gt: new Date(end.getTime() - DAY_MS - 1), $lt: end };
}

function justAfter(at: Date): Date {
  return at >= EVERYTHING ? EVERYTHING : new Date(at.getTime() + 1);
}

/** Where the due records of a class are: in a range of one index, less what `rest` leaves out. */
export interface DueRange {
  /**
   * Exactly the fields of an index, the last one bounded on both sides, exclusively: SecantusDB loses what equals an
   * inclusive bound when the index goes on behind the ranged key (docs/database.md).
   */
  readonly range: Filter;
  readonly rest?: Filter;
}

/** The due records of a class: what a sweep erases and what a preview counts. The ranges exclude each other. */
export function dueRanges(recordClass: RecordClass, due: Due): readonly DueRange[] {
  const { account, number, cutoff } = due;
  switch (recordClass) {
    case 'MESSAGES':
    case 'STATUSES':
    case 'DELIVERIES':
    case 'CALLS':
      return [{ range: { account, number, at: upTo(cutoff) } }];
    case 'RECORDINGS':
      return dueRecordings(due);
    case 'THIRD_PARTY_RECORDINGS':
    case 'THIRD_PARTY_CALLS':
      return [{ range: { account, number, reference: { $exists: true }, at: upTo(cutoff) } }];
    case 'CONVERSATIONS':
      return dueSubjects(due);
    case 'SEND_LOG':
      return dueSends(due);
  }
}

export const COLLECTION_OF: Readonly<Record<RecordClass, string>> = {
  MESSAGES: COLLECTIONS.messages,
  CONVERSATIONS: COLLECTIONS.conversations,
  STATUSES: COLLECTIONS.statuses,
  SEND_LOG: COLLECTIONS.sendLog,
  DELIVERIES: COLLECTIONS.deliveries,
  CALLS: COLLECTIONS.calls,
  RECORDINGS: COLLECTIONS.recordings,
  THIRD_PARTY_RECORDINGS: COLLECTIONS.recordings,
  THIRD_PARTY_CALLS: COLLECTIONS.calls,
};

/** Those with a copy in our object store, and those of which neither we nor a third party has anything. */
function dueRecordings({ account, number, cutoff }: Due): readonly DueRange[] {
  const at = upTo(cutoff);
  return [
    { range: { account, number, stored: true, at } },
    {
      range: { account, number, at },
      rest: { stored: { $exists: false }, reference: { $exists: false } },
    },
  ];
}

/** A contact or group goes when neither its conversation nor what it wrote in groups has anything newer. */
function dueSubjects({ account, number, cutoff }: Due): readonly DueRange[] {
  const place = { account, number };
  if (cutoff >= EVERYTHING) return [{ range: place }];
  return [
    {
      range: { ...place, 'last.at': upTo(cutoff) },
      rest: { $or: [{ seenAt: { $exists: false } }, { seenAt: upTo(cutoff) }] },
    },
    { range: { ...place, seenAt: upTo(cutoff) }, rest: { last: { $exists: false } } },
  ];
}

/** What still holds PII; a key has a range of its own in the index, so that nothing is looked at that is not due. */
function dueSends({ account, number, cutoff, apiKeys = [] }: Due): readonly DueRange[] {
  const place = { account, number, sealed: true };
  if (cutoff >= EVERYTHING) return [{ range: place }];
  return apiKeys.map((apiKey) => ({ range: { ...place, apiKey, at: upTo(cutoff) } }));
}

/** The same for a row at hand. */
export function isSubjectDue({ last, seenAt, createdAt }: ConversationRow, cutoff: Date): boolean {
  if (!last && !seenAt) return createdAt <= cutoff;
  return (!last || last.at <= cutoff) && (!seenAt || seenAt <= cutoff);
}
