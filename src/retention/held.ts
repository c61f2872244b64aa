import type { HoldFacts, HoldTargetKind } from '../domain/hold/hold.js';
import type { RecordClass } from '../domain/sweep.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Documents, DocumentOperations, Filter } from '../events/documents.js';
import type { Write } from '../events/writes.js';
import { groupBy } from '../lib/collections.js';
import type { HoldRow } from '../projections/holds.js';
import type { MessageRow } from '../projections/rows.js';

/** What legal holds keep of a number: whatever erases passes its due records by. */
export interface Held {
  /** The number as a whole. */
  readonly isAll: boolean;
  /** Conversations: all that is said in them. */
  readonly conversations: readonly string[];
  /** Contacts: all that is said to them, and what they say in groups. */
  readonly contacts: readonly string[];
}

export const NOTHING_HELD: Held = { isAll: false, conversations: [], contacts: [] };

export function isAnythingHeld({ isAll, conversations, contacts }: Held): boolean {
  return isAll || conversations.length + contacts.length > 0;
}

export function isPartlyHeld({ isAll, conversations, contacts }: Held): boolean {
  return !isAll && conversations.length + contacts.length > 0;
}

const ACTIVE = { active: true };

/** The holds of an account that are not released. */
export function activeHolds(reader: DocumentOperations, account: string): Promise<readonly HoldRow[]> {
  return reader.find<HoldRow>(COLLECTIONS.holds, { account, ...ACTIVE });
}

/** What is held of a number at this moment; within the transaction that erases, so that no hold comes between. */
export async function readHeld(reader: DocumentOperations, account: string, number: string): Promise<Held> {
  return heldBy(await reader.find<HoldRow>(COLLECTIONS.holds, { account, number, ...ACTIVE }));
}

/** The same for the numbers of an account that anything is held of. */
export async function readHeldNumbers(
  reader: DocumentOperations,
  account: string,
): Promise<ReadonlyMap<string, Held>> {
  const holds = await activeHolds(reader, account);
  return new Map(
    [...groupBy(holds, ({ number }) => number)].map(([number, own]) => [number, heldBy(own)] as const),
  );
}

/** What holds on one number keep of it. */
export function heldBy(holds: readonly HoldFacts[]): Held {
  const idsOf = (kind: HoldTargetKind): string[] =>
    [...new Set(holds.flatMap(({ target }) => (target.kind === kind ? target.id : [])))].sort();
  return {
    isAll: holds.some(({ target }) => target.kind === 'NUMBER'),
    conversations: idsOf('CONVERSATION'),
    contacts: idsOf('CONTACT'),
  };
}

/** Whose chats are held as a whole: a direct conversation has its contact's id. */
export function heldChats({ conversations, contacts }: Held): readonly string[] {
  return [...conversations, ...contacts];
}

/** Whether a record is held, by the conversation it is of and by whom it is. */
export function isHeld(
  held: Held,
  { conversation, subject }: { readonly conversation?: string | null; readonly subject?: string | null },
): boolean {
  if (held.isAll) return true;
  const isOf = (ids: readonly string[], id: string | null | undefined): boolean =>
    typeof id === 'string' && ids.includes(id);
  return isOf(heldChats(held), conversation) || isOf(held.contacts, subject);
}

/** The same of a call or recording, which is of its contact's direct conversation. */
export function isCallHeld(held: Held, { subject }: { readonly subject: string | null }): boolean {
  return isHeld(held, { conversation: subject, subject });
}

/**
 * The contacts and groups of a number that must stay: those that are held, and those without whom a held message
 * could not be opened or placed, the authors in a held group and the groups in which a held contact wrote.
 */
export async function heldSubjects(
  documents: Documents,
  account: string,
  held: Held,
): Promise<readonly string[]> {
  const distinct = async (filter: Filter, field: 'subject' | 'conversation'): Promise<string[]> => {
    const pipeline = [{ $match: { account, ...filter } }, { $group: { _id: `$${field}` } }];
    return (await documents.aggregate<{ _id: string }>(COLLECTIONS.messages, pipeline)).map(({ _id }) => _id);
  };
  const { conversations, contacts } = held;
  const [authors, groups] = await Promise.all([
    conversations.length > 0 ? distinct({ conversation: { $in: conversations } }, 'subject') : [],
    contacts.length > 0 ? distinct({ subject: { $in: contacts }, group: true }, 'conversation') : [],
  ]);
  return [...new Set([...heldChats(held), ...authors, ...groups])].sort();
}

/**
 * What the records of a class must match not to be held; null where it takes a look at others (STATUSES) or where all
 * is held. @param subjects see {@link heldSubjects}
 */
export function notHeldFilter(
  recordClass: RecordClass,
  held: Held,
  subjects: readonly string[] = heldChats(held),
): Filter | null {
  if (held.isAll) return null;
  switch (recordClass) {
    case 'MESSAGES':
      return { conversation: { $nin: heldChats(held) }, subject: { $nin: held.contacts } };
    case 'SEND_LOG':
    case 'DELIVERIES':
      return { conversation: { $nin: heldChats(held) } };
    case 'CALLS':
    case 'RECORDINGS':
    case 'THIRD_PARTY_CALLS':
    case 'THIRD_PARTY_RECORDINGS':
      // A direct conversation has its contact's id: what was called is of both.
      return { subject: { $nin: heldChats(held) } };
    case 'CONVERSATIONS':
      return { _id: { $nin: subjects } };
    case 'STATUSES':
      return null;
  }
}

/** Those of a batch of delivery statuses whose message is not held: a status bears its message's id. */
export async function withoutHeldStatuses<T extends { readonly _id: string }>(
  reader: DocumentOperations,
  account: string,
  held: Held,
  statuses: readonly T[],
): Promise<readonly T[]> {
  if (held.isAll) return [];
  if (!isPartlyHeld(held)) return statuses;
  const filter = { account, _id: { $in: statuses.map(({ _id }) => _id) } };
  const fields = ['conversation', 'subject'];
  const messages = await reader.find<MessageRow>(COLLECTIONS.messages, filter, { fields });
  const kept = new Set(messages.flatMap((message) => (isHeld(held, message) ? message._id : [])));
  return statuses.filter(({ _id }) => !kept.has(_id));
}

/**
 * Goes into the transaction that places a hold: it changes the rows that running erasures count into, so that a batch
 * that was chosen without the hold is in conflict with it and is chosen anew.
 */
export function interruptErasures(account: string): readonly Write[] {
  const update = { filter: { account, open: true }, inc: { holds: 1 }, many: true };
  return [COLLECTIONS.sweeps, COLLECTIONS.erasures].map((collection): Write => ({
    kind: 'update',
    collection,
    update,
  }));
}

/** Goes into the transaction that releases a hold: erasures of people that it held up are due now. */
export function resumeErasures(account: string, now: Date): Write {
  const update = { filter: { account, open: true }, set: { dueAt: now }, many: true };
  return { kind: 'update', collection: COLLECTIONS.erasures, update };
}
