import { errorName } from '../../lib/errors.js';
import { MINUTE_MS } from '../../lib/clock.js';
import { firstIdAt } from '../../lib/ids.js';
import { isSubscribed } from '../../domain/webhook/webhookEvents.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { DocumentOperations, Filter } from '../../events/documents.js';
import type { Directory } from '../../projections/directory.js';
import type { DeliveryRow, RelayRow } from '../../projections/webhookRows.js';
import { leaseOf } from './claims.js';
import { deliveryIdOf, newDelivery } from './newDelivery.js';
import { openSources, refKey } from './openSources.js';
import { recoverStep } from './recover.js';
import type { WebhookTargets } from './targets.js';

export interface Dispatcher {
  /** Makes deliveries of all that waits, in this process's outbox and in those of processes that died. */
  run(): Promise<void>;
}

export interface DispatcherDeps {
  readonly core: Core;
  readonly directory: Directory;
  readonly targets: WebhookTargets;
  /** How many deliveries of an endpoint the worker would take at once. */
  readonly room: (webhook: string) => number;
  /** Hands over what was made in its name. */
  readonly take: (rows: readonly DeliveryRow[]) => Promise<void>;
  /** The endpoints of a removed number have nothing more to be told, beside what is under way. */
  readonly numberRemoved: (account: string, number: string) => Promise<void>;
}

const BATCH = 200;
/** What a living process would long have dispatched itself. */
const ABANDONED_MS = MINUTE_MS / 4;

type EventRow = Extract<RelayRow, { kind: 'EVENT' }>;

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { core } = deps;
  const drain = async (filter: Filter): Promise<void> => {
    for (;;) {
      const rows = await core.documents.find<RelayRow>(COLLECTIONS.relays, filter, {
        sort: { _id: 1 },
        limit: BATCH,
      });
      const events = rows.filter((row) => row.kind === 'EVENT');
      if (events.length > 0 && !(await dispatchAll(deps, events))) return;
      for (const row of rows) if (row.kind === 'RECOVER') await recoverStep(deps, row);
      if (rows.length < BATCH && rows.every(({ kind }) => kind === 'EVENT')) return;
    }
  };
  return {
    run: async () => {
      try {
        await drain({ origin: core.origin });
        const abandoned = firstIdAt(new Date(core.clock().getTime() - ABANDONED_MS));
        await drain({ _id: { $lt: abandoned } });
      } catch (error) {
        // The rows are still there: the next run does what is left.
        core.log.error({ reason: errorName(error) }, 'Events could not be made deliveries of.');
      }
    },
  };
}

/** One event that cannot be made anything of holds up no other. Gives whether all are done. */
async function dispatchAll(deps: DispatcherDeps, events: readonly EventRow[]): Promise<boolean> {
  try {
    await dispatch(deps, events);
    return true;
  } catch (error) {
    deps.core.log.error({ reason: errorName(error) }, 'A batch of events could not be dispatched.');
  }
  for (const event of events) {
    await dispatch(deps, [event]).catch((error: unknown) => {
      deps.core.log.error(
        { account: event.account, number: event.number, relay: event._id, reason: errorName(error) },
        'An event could not be dispatched; it is tried again.',
      );
    });
  }
  return false;
}

async function dispatch(deps: DispatcherDeps, rows: readonly EventRow[]): Promise<void> {
  const { core, take } = deps;
  const opened = await openSources(core, deps.directory, rows);
  const made: DeliveryRow[] = [];
  const taken = new Map<string, number>();
  for (const row of rows) {
    // Erased since, or outside its window: there is nothing to tell.
    const told = opened.get(refKey(row));
    if (!told) continue;
    for (const webhook of await deps.targets.ofNumber(row.account, row.number)) {
      if (!webhook.isActive || !isSubscribed(webhook.events, told.event)) continue;
      const { stream, version, at, conversation, _id: order } = row;
      const id = deliveryIdOf(stream, version, webhook._id);
      const source = { kind: 'COMMIT', stream, version } as const;
      const delivery = newDelivery(
        webhook,
        { id, event: told.event, source, at, conversation, order },
        core.clock(),
      );
      const count = (taken.get(webhook._id) ?? 0) + 1;
      taken.set(webhook._id, count);
      // Claimed as it is made: a write less for each that is sent at once.
      const isTaken = count <= deps.room(webhook._id);
      made.push(isTaken ? { ...delivery, ...leaseOf(core.origin, core.clock()) } : delivery);
    }
  }
  await insertNew(core, made, rows);
  await take(made.filter(({ claim }) => claim !== undefined));
  for (const row of rows)
    if (opened.get(refKey(row))?.event === 'number.removed')
      await deps.numberRemoved(row.account, row.number);
}

/** In one transaction with the end of the outbox rows; what another process has made already is left alone. */
async function insertNew({ documents }: Core, made: DeliveryRow[], rows: readonly RelayRow[]): Promise<void> {
  const account = { $in: [...new Set(rows.map((row) => row.account))] };
  const finish = (tx: DocumentOperations): Promise<number> =>
    tx.deleteMany(COLLECTIONS.relays, { account, _id: { $in: rows.map(({ _id }) => _id) } });
  if (made.length === 0) {
    await finish(documents);
    return;
  }
  const insert = (): Promise<void> =>
    documents.transaction(async (tx) => {
      await tx.insertMany(COLLECTIONS.deliveries, made);
      await finish(tx);
    });
  await insert().catch(async (error: unknown) => {
    if (errorName(error) !== 'DuplicateKey') throw error;
    const ids = made.map(({ _id }) => _id);
    const known = await documents.find(
      COLLECTIONS.deliveries,
      { account, _id: { $in: ids } },
      { fields: ['_id'] },
    );
    const there = new Set(known.map(({ _id }) => _id));
    made.splice(0, made.length, ...made.filter(({ _id }) => !there.has(_id)));
    if (made.length > 0) await insert();
    else await finish(documents);
  });
}
