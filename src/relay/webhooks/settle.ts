import { createBatcher } from '../../lib/batcher.js';
import { utcDay } from '../../lib/clock.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { DocumentOperations, Update } from '../../events/documents.js';
import type { Payload } from '../../events/vault.js';
import { numberScope } from '../../projections/rows.js';
import type { DeliveryAttempt, DeliveryRow } from '../../projections/webhookRows.js';

/** What became of a delivery in this process's hands. */
export interface Settlement {
  readonly row: DeliveryRow;
  /** Of the row, beside its attempts. */
  readonly set: Partial<Pick<DeliveryRow, 'state' | 'reason' | 'tries' | 'dueAt'>>;
  readonly attempt?: Omit<DeliveryAttempt, 'response'>;
  /** The answer's text; kept sealed, and only if the event itself still is. */
  readonly response?: string;
  /** Of whom the event is; the response goes when they are forgotten. */
  readonly subject: string | null;
}

/** How many attempts a delivery keeps. */
const KEPT_ATTEMPTS = 20;
const MAX_BATCH = 500;

/**
 * Notes what became of deliveries, many in one write. A delivery that somebody else has taken over, or that was
 * swept meanwhile, is not touched: then nothing of its answer is kept either.
 * @returns the row as it is now; null when it was not ours any more
 */
export function createSettle(core: Core): (settlement: Settlement) => Promise<DeliveryRow | null> {
  const { submit } = createBatcher<Settlement, DeliveryRow | null>(
    async (batch) => (await settle(core, batch)).map((value) => ({ ok: true, value })),
    MAX_BATCH,
  );
  return submit;
}

async function settle(core: Core, batch: readonly Settlement[]): Promise<(DeliveryRow | null)[]> {
  const now = core.clock();
  const sealed = await Promise.all(batch.map((settlement) => seal(core, settlement)));
  const after = batch.map((settlement, index) => rowAfter(settlement, sealed[index]?._id ?? null, now));
  const updates = batch.map(({ row }, index): Update => {
    const { _id, account, claim } = row;
    const next = after[index];
    const unset = ['claim', 'leaseUntil', ...(next?.dueAt ? [] : ['dueAt'])];
    return { filter: { _id, account, claim }, set: changes(next ?? row), unset };
  });
  if (sealed.every((payload) => payload === null)) {
    const { matched } = await core.documents.update(COLLECTIONS.deliveries, updates);
    if (matched === batch.length) return after;
    return keepExisting(core.documents, after);
  }
  return core.documents.transaction(async (tx) => {
    // Read in the transaction: a sweep that deletes a row meanwhile is in conflict with it.
    const there = await claimedRows(
      tx,
      batch.map(({ row }) => row),
    );
    const ours = batch.map(({ row }) => there.has(`${row._id}/${row.claim ?? ''}`));
    const payloads = sealed.flatMap((payload, index) => (payload && ours[index] ? [payload] : []));
    await tx.insertMany(COLLECTIONS.payloads, payloads);
    await tx.update(
      COLLECTIONS.deliveries,
      updates.filter((_, index) => ours[index]),
    );
    return after.map((row, index) => (ours[index] ? row : null));
  });
}

/** The deliveries that are there, each with the claim it has. One look-up: a transaction does one thing at a time. */
async function claimedRows(
  tx: DocumentOperations,
  rows: readonly DeliveryRow[],
): Promise<ReadonlySet<string>> {
  const account = { $in: [...new Set(rows.map((row) => row.account))] };
  const filter = { account, _id: { $in: rows.map(({ _id }) => _id) } };
  const found = await tx.find<DeliveryRow>(COLLECTIONS.deliveries, filter, { fields: ['claim'] });
  return new Set(found.map(({ _id, claim = '' }) => `${_id}/${claim}`));
}

/** Some were not ours: which ones, their `updatedAt` tells. Only who listens needs to know. */
async function keepExisting(
  documents: DocumentOperations,
  after: readonly DeliveryRow[],
): Promise<(DeliveryRow | null)[]> {
  const ids = after.map(({ _id }) => _id);
  const account = { $in: [...new Set(after.map((row) => row.account))] };
  const rows = await documents.find<DeliveryRow>(COLLECTIONS.deliveries, { account, _id: { $in: ids } });
  const counts = new Map(rows.map((row) => [row._id, row.attemptCount]));
  return after.map((row) => (counts.get(row._id) === row.attemptCount ? row : null));
}

function changes(row: DeliveryRow): Readonly<Record<string, unknown>> {
  const { state, reason, tries, attemptCount, attempts, updatedAt, lastTriedAt, dueAt, hasResponse } = row;
  return {
    ...{ state, tries, attemptCount, attempts, updatedAt },
    ...(reason && { reason }),
    ...(lastTriedAt && { lastTriedAt }),
    ...(dueAt && { dueAt }),
    ...(hasResponse && { hasResponse }),
  };
}

function rowAfter({ row, set, attempt }: Settlement, response: string | null, now: Date): DeliveryRow {
  const { claim: _claim, leaseUntil: _lease, dueAt: _due, ...kept } = row;
  const tried = attempt && {
    attemptCount: row.attemptCount + 1,
    attempts: [...row.attempts, { ...attempt, response }].slice(-KEPT_ATTEMPTS),
    lastTriedAt: attempt.at,
    ...(response !== null && { hasResponse: true as const }),
  };
  return { ...kept, ...tried, ...set, updatedAt: now };
}

/** Under the key of the event's own day and subject: it lives no longer than the event's payload. */
async function seal(core: Core, { row, response, subject }: Settlement): Promise<Payload | null> {
  if (response === undefined || response === '') return null;
  const { account, number, at } = row;
  try {
    return await core.vault.seal({
      account,
      scope: numberScope(number),
      day: utcDay(at),
      subject,
      content: { response },
    });
  } catch {
    // The subject was forgotten meanwhile: there is nobody left to keep it for.
    return null;
  }
}
