import { createBatcher } from '../../lib/batcher.js';
import { DAY_MS } from '../../lib/clock.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import { DuplicateKey, type Doc } from '../../events/documents.js';
import type { DeliveryRow } from '../../projections/webhookRows.js';

/** How long an event of a RELAY_ONLY number is remembered, by HMAC alone (design §4). */
const MEMORY_MS = 7 * DAY_MS;
const MAX_BATCH = 500;

/** One arrived event. Holds no content, no phone number, no contact. */
interface RelayedDoc extends Doc {
  readonly account: string;
  readonly number: string;
  /** The endpoints that took it. */
  readonly done: readonly string[];
  readonly expiresAt: Date;
}

/** An event, as it is remembered. */
export interface Arrived {
  readonly account: string;
  readonly number: string;
  /** Derived by HMAC from the provider's id; the same whenever it comes again. */
  readonly mark: string;
}

export interface RelayMemory {
  /** Notes that an event arrived, with a delivery for each endpoint, before any of them is told. */
  begin(
    event: Arrived,
    rows: readonly DeliveryRow[],
  ): Promise<{
    /** It never came before. */
    readonly isNew: boolean;
    /** As they are now, those that took it left out. */
    readonly missing: readonly DeliveryRow[];
  }>;
  /** Notes what came of one try. */
  settle(event: Arrived, row: DeliveryRow, isDone: boolean): Promise<void>;
}

interface Settled {
  readonly event: Arrived;
  readonly row: DeliveryRow;
  readonly isDone: boolean;
}

export function createRelayMemory(core: Core): RelayMemory {
  const { documents, clock } = core;

  const beginAgain = async (
    event: Arrived,
    rows: readonly DeliveryRow[],
  ): Promise<readonly DeliveryRow[]> => {
    const { account } = event;
    const known = await documents.findOne<RelayedDoc>(COLLECTIONS.relayed, { _id: keyOf(event), account });
    const done = new Set(known?.done ?? []);
    const left = rows.filter(({ webhook }) => !done.has(webhook));
    if (left.length === 0) return [];
    const filter = { account, _id: { $in: left.map(({ _id }) => _id) } };
    const found = await documents.find<DeliveryRow>(COLLECTIONS.deliveries, filter);
    const there = new Map(found.map((row) => [row._id, row]));
    for (const row of left.filter(({ _id }) => !there.has(_id)))
      await documents.insertMany(COLLECTIONS.deliveries, [row]).catch(ignoreDuplicate);
    return left.map((row) => there.get(row._id) ?? row);
  };

  const { submit } = createBatcher<Settled, undefined>(async (batch) => {
    await documents.transaction(async (tx) => {
      await tx.update(
        COLLECTIONS.relayed,
        batch
          .filter(({ isDone }) => isDone)
          .map(({ event, row }) => ({
            filter: { _id: keyOf(event), account: event.account },
            addToSet: { done: row.webhook },
          })),
      );
      await tx.update(
        COLLECTIONS.deliveries,
        batch.map(({ row }) => ({
          filter: { _id: row._id, account: row.account },
          set: changes(row),
          unset: [...(row.lostAt ? [] : ['lostAt']), ...(row.reason ? [] : ['reason'])],
        })),
      );
    });
    return batch.map(() => ({ ok: true, value: undefined }));
  }, MAX_BATCH);

  return {
    begin: async (event, rows) => {
      const { account, number } = event;
      const expiresAt = new Date(clock().getTime() + MEMORY_MS);
      const doc: RelayedDoc = { _id: keyOf(event), account, number, done: [], expiresAt };
      try {
        if (rows.length === 0) await documents.insertMany(COLLECTIONS.relayed, [doc]);
        else
          await documents.transaction(async (tx) => {
            await tx.insertMany(COLLECTIONS.relayed, [doc]);
            await tx.insertMany(COLLECTIONS.deliveries, rows);
          });
        return { isNew: true, missing: rows };
      } catch (error) {
        ignoreDuplicate(error);
        return { isNew: false, missing: await beginAgain(event, rows) };
      }
    },
    settle: (event, row, isDone) => submit({ event, row, isDone }),
  };
}

function keyOf({ number, mark }: Arrived): string {
  return `${number}/${mark}`;
}

function changes(row: DeliveryRow): Readonly<Record<string, unknown>> {
  const { state, reason, tries, attemptCount, attempts, updatedAt, lastTriedAt, lostAt } = row;
  return {
    ...{ state, tries, attemptCount, attempts, updatedAt },
    ...(reason && { reason }),
    ...(lastTriedAt && { lastTriedAt }),
    ...(lostAt && { lostAt }),
  };
}

function ignoreDuplicate(error: unknown): void {
  if (!(error instanceof DuplicateKey)) throw error;
}
