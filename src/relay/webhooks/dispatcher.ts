import { groupBy } from '../../lib/collections.js';
import { errorName } from '../../lib/errors.js';
import { MINUTE_MS } from '../../lib/clock.js';
import { firstIdAt } from '../../lib/ids.js';
import { isSubscribed } from '../../domain/webhook/webhookEvents.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { DocumentOperations, Filter } from '../../events/documents.js';
import type { Fleet } from '../../instances/fleet.js';
import type { MediaLinks } from '../../media/mediaLinks.js';
import type { Directory } from '../../projections/directory.js';
import type { DeliveryRow, RelayRow, WebhookRow } from '../../projections/webhookRows.js';
import { leaseOf } from './claims.js';
import type { FirstTries } from './firstTries.js';
import { deliveryIdOf, newDelivery } from './newDelivery.js';
import { NUMBER_STREAM, openSources, refKey, type OpenedEvent } from './openSources.js';
import { recoverStep } from './recover.js';
import type { WebhookTargets } from './targets.js';

export interface Dispatcher {
  /**
   * Makes deliveries of what waits, in the outboxes that this process serves and in those of processes that died, as
   * long as there is room. Gives whether that was all.
   */
  run(): Promise<boolean>;
}

export interface DispatcherDeps {
  readonly core: Core;
  readonly directory: Directory;
  readonly links: MediaLinks;
  readonly targets: WebhookTargets;
  readonly firsts: FirstTries;
  /** Whose rows are this process's to dispatch. */
  readonly served: Fleet['served'];
  /** How many deliveries of an endpoint the worker would take at once. */
  readonly room: (webhook: string) => number;
  /** Hands over what was made in its name. */
  readonly take: (rows: readonly DeliveryRow[]) => Promise<void>;
  /** The endpoints of a removed number have nothing more to be told, beside what is under way. */
  readonly numberRemoved: (account: string, number: string) => Promise<void>;
}

const BATCH = 200;
/** Deliveries that are made at a time. */
const PORTION = 500;
/** What a living process would long have dispatched itself. */
const ABANDONED_MS = MINUTE_MS / 4;

type EventRow = Extract<RelayRow, { kind: 'EVENT' }>;

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { core, firsts } = deps;
  const drain = async (filter: Filter): Promise<boolean> => {
    while (firsts.hasRoom()) {
      const seenTo = firsts.events();
      const left = seenTo.length > 0 ? { $and: [{ _id: { $nin: seenTo } }] } : {};
      const rows = await core.documents.find<RelayRow>(
        COLLECTIONS.relays,
        { ...filter, ...left },
        {
          sort: { _id: 1 },
          limit: BATCH,
        },
      );
      const events = rows.filter((row) => row.kind === 'EVENT');
      for await (const some of portions(deps, events)) {
        if (!firsts.hasRoom()) return false;
        if (!(await dispatchAll(deps, some))) return true;
      }
      for (const row of rows) if (row.kind === 'RECOVER') await recoverStep(deps, row);
      if (rows.length < BATCH && rows.every(({ kind }) => kind === 'EVENT')) return true;
    }
    return false;
  };
  return {
    run: async () => {
      try {
        let isDone = true;
        for (const { origin, since, until } of deps.served()) {
          const _id = { $gt: firstIdAt(since), ...(until && { $lt: firstIdAt(until) }) };
          isDone = (await drain({ origin, _id })) && isDone;
        }
        const abandoned = firstIdAt(new Date(core.clock().getTime() - ABANDONED_MS));
        return (await drain({ _id: { $lt: abandoned } })) && isDone;
      } catch (error) {
        // The rows are still there: the next run does what is left.
        core.log.error({ reason: errorName(error) }, 'Events could not be made deliveries of.');
        return true;
      }
    },
  };
}

/** Events of about so many deliveries together. */
async function* portions(
  { targets }: DispatcherDeps,
  events: readonly EventRow[],
): AsyncGenerator<readonly EventRow[]> {
  let portion: EventRow[] = [];
  let size = 0;
  for (const event of events) {
    portion.push(event);
    size += (await targets.ofNumber(event.account, event.number)).length;
    if (size < PORTION) continue;
    yield portion;
    portion = [];
    size = 0;
  }
  if (portion.length > 0) yield portion;
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
  const { core, firsts, take } = deps;
  const opened = await openSources(core, deps.directory, deps.links, rows);
  const made: DeliveryRow[] = [];
  const held: { readonly row: EventRow; readonly own: DeliveryRow[]; readonly told: OpenedEvent }[] = [];
  const taken = new Map<string, number>();
  const ours = new Set(deps.served().map(({ origin }) => origin));
  // Of a web process only what is new: what is older may be in several workers' hands, and is written before it is tried.
  const old = firstIdAt(new Date(core.clock().getTime() - ABANDONED_MS / 2));
  const isOurs = ({ origin, _id }: EventRow): boolean =>
    origin === core.origin || (ours.has(origin) && _id > old);
  for (const row of rows) {
    const told = opened.get(refKey(row));
    // Erased since, or outside its window: there is nothing to tell.
    if (!told) continue;
    const own: DeliveryRow[] = [];
    const mayHold = isOurs(row) && !isNumberEvent(row) && firsts.mayHold(row._id);
    for (const webhook of await deps.targets.ofNumber(row.account, row.number)) {
      if (!webhook.isActive || !isSubscribed(webhook.events, told.event)) continue;
      const count = (taken.get(webhook._id) ?? 0) + 1;
      taken.set(webhook._id, count);
      const isTaken = count <= deps.room(webhook._id);
      const delivery = deliveryOf(core, row, webhook, told.event, isTaken);
      // Where order is kept, what is under way must be seen by all.
      if (isTaken && mayHold && !webhook.ordered) own.push(delivery);
      else made.push(delivery);
    }
    if (own.length > 0) held.push({ row, own, told });
  }
  const stays = new Set(held.map(({ row }) => row._id));
  const over = rows.filter(({ _id }) => !stays.has(_id));
  await insertNew(core, made, over);
  firsts.over(over.map(({ _id }) => _id));
  for (const { row, own, told } of held) firsts.hold(row, own, told);
  await take([...held.flatMap(({ own }) => own), ...made.filter(({ claim }) => claim !== undefined)]);
  for (const row of rows)
    if (opened.get(refKey(row))?.event === 'number.removed')
      await deps.numberRemoved(row.account, row.number);
}

/** Claimed as it is made, where there is room: a write less for each that is sent at once. */
function deliveryOf(
  core: Core,
  row: EventRow,
  webhook: WebhookRow,
  event: string,
  isTaken: boolean,
): DeliveryRow {
  const { stream, version, at, conversation, _id: order } = row;
  const id = deliveryIdOf(stream, version, webhook._id);
  const source = { kind: 'COMMIT', stream, version } as const;
  const made = newDelivery(webhook, { id, event, source, at, conversation, order }, core.clock());
  return isTaken ? { ...made, ...leaseOf(core.origin, core.clock()) } : made;
}

/** A removed number's endpoints go when they have been told: what tells them must be written before. */
function isNumberEvent({ stream }: EventRow): boolean {
  return stream.startsWith(NUMBER_STREAM);
}

/** In one transaction with the end of the outbox rows; what another process has made already is left alone. */
async function insertNew({ documents }: Core, made: DeliveryRow[], rows: readonly RelayRow[]): Promise<void> {
  const finish = async (tx: DocumentOperations): Promise<void> => {
    for (const [account, own] of groupBy(rows, (row) => row.account))
      await tx.deleteMany(COLLECTIONS.relays, { account, _id: { $in: own.map(({ _id }) => _id) } });
  };
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
    const there = new Set<string>();
    for (const [account, own] of groupBy(made, (row) => row.account)) {
      const filter = { account, _id: { $in: own.map(({ _id }) => _id) } };
      for (const { _id } of await documents.find(COLLECTIONS.deliveries, filter, { fields: ['account'] }))
        there.add(_id);
    }
    made.splice(0, made.length, ...made.filter(({ _id }) => !there.has(_id)));
    if (made.length > 0) await insert();
    else await finish(documents);
  });
}
