import { EVERYTHING } from '../domain/retentionRules.js';
import { endOfUtcDay, utcDay } from '../lib/clock.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Doc, Filter } from '../events/documents.js';
import type { Payload } from '../events/vault.js';
import { numberScope, type MessageRow } from '../projections/rows.js';
import { inBatches } from './batches.js';
import { heldSubjects, isPartlyHeld } from './held.js';
import { heldOf, upTo, withinDay, type Due } from './selectors.js';

const BATCH = 500;

/**
 * Destroys the data keys of the days that are due as a whole and of which no message is left: from then on not
 * even a copy of the database made before can be read. A key that what is held was sealed with stays. Gives how many
 * days.
 */
export async function forgetKeys(core: Core, due: Due): Promise<number> {
  const { account, number, cutoff } = due;
  const scope = numberScope(number);
  const held = await heldOf(core.documents, due);
  if (held.isAll) return 0;
  const days = await core.keyRing.days(account, scope, wholeDays(cutoff));
  let empty: string[] = [];
  for (const day of days) {
    if (!(await isAnyLeft(core, due, day))) empty.push(day);
  }
  if (empty.length > 0 && isPartlyHeld(held)) empty = await withoutDaysInUse(core, due, empty);
  if (empty.length === 0) return 0;
  await core.keyRing.destroyDays(account, scope, empty);
  core.vault.forgetCached();
  return empty.length;
}

/** The first day that is not due as a whole; undefined where everything is. */
export function wholeDays(cutoff: Date): string | undefined {
  return cutoff >= EVERYTHING ? undefined : utcDay(cutoff);
}

/**
 * An edited message is as old as it was, and sealed with the key of the day on which it was edited; what an endpoint
 * answered is sealed with the key of its event's day.
 */
async function withoutDaysInUse(core: Core, due: Due, days: readonly string[]): Promise<string[]> {
  const { documents, keyRing } = core;
  const { account, number, cutoff } = due;
  const edited = documents.stream<MessageRow>(
    COLLECTIONS.messages,
    { account, number, at: upTo(cutoff), editedAt: { $exists: true } },
    { fields: ['payload'] },
  );
  const inUse = new Set<string>();
  for await (const batch of inBatches(edited, BATCH)) {
    const ids = batch.flatMap(({ payload }) => payload ?? []);
    const filter = { account, _id: { $in: ids } };
    const payloads = await documents.find<Payload>(COLLECTIONS.payloads, filter, { fields: ['key'] });
    const keys = new Set(payloads.flatMap(({ key }) => key ?? []));
    for (const day of await keyRing.daysOf(account, [...keys])) inUse.add(day);
  }
  const answered = { account, number, hasResponse: true };
  const free: string[] = [];
  for (const day of days) {
    if (!inUse.has(day) && !(await isAnyOfDay(core, COLLECTIONS.deliveries, answered, day))) free.push(day);
  }
  return free;
}

/** A message, or a call or recording that has its PII still. */
async function isAnyLeft(core: Core, { account, number }: Due, day: string): Promise<boolean> {
  const isSealed = { account, number, payload: { $ne: null } };
  return (
    (await isAnyOfDay(core, COLLECTIONS.messages, { account, number }, day)) ||
    (await isAnyOfDay(core, COLLECTIONS.calls, isSealed, day)) ||
    (await isAnyOfDay(core, COLLECTIONS.recordings, isSealed, day))
  );
}

async function isAnyOfDay(
  { documents }: Core,
  collection: string,
  filter: Filter,
  day: string,
): Promise<boolean> {
  const within = { ...filter, at: withinDay(endOfUtcDay(day)) };
  return (await documents.findOne<Doc>(collection, within, { fields: ['_id'] })) !== null;
}

/** Whether there is a key of a day that is due as a whole. */
export async function hasDueKeys({ keyRing }: Core, { account, number, cutoff }: Due): Promise<boolean> {
  return (await keyRing.days(account, numberScope(number), wholeDays(cutoff))).length > 0;
}

/** Destroys every key and every subject of a number: whatever of it is left anywhere is unreadable, but what is held. */
export async function forgetScope(core: Core, due: Due): Promise<void> {
  const { account, number } = due;
  const scope = numberScope(number);
  const held = await heldOf(core.documents, due);
  if (held.isAll) return;
  if (isPartlyHeld(held)) {
    await forgetKeys(core, due);
    await core.subjects.destroyScope(account, scope, await heldSubjects(core.documents, account, held));
  } else {
    await core.keyRing.destroy(account, scope);
    await core.subjects.destroyScope(account, scope);
  }
  core.vault.forgetCached();
}
