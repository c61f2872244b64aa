import { SECOND_MS } from '../../lib/clock.js';
import type { DeliveryRow } from '../../projections/webhookRows.js';
import type { OpenedEvent } from './openSources.js';

/**
 * Deliveries that are tried before they are written: most are taken at once, and so are written once instead of twice.
 * Until each of an event's is written its row in the outbox stays, and whoever finds that after a crash makes them anew.
 */
export interface FirstTries {
  /** False: enough are in hand, and what else there is to tell waits in the outbox. */
  hasRoom(): boolean;
  /** False: writing those of this event has failed before. */
  mayHold(event: string): boolean;
  /** @param event the row in the outbox @param opened what is posted, as it was found this moment */
  hold(event: OutboxRef, rows: readonly DeliveryRow[], opened: OpenedEvent): void;
  isHeld(delivery: string): boolean;
  /** What a held one posts; null where that was found too long ago to be taken for true. */
  opened(delivery: string): OpenedEvent | null;
  /** Rows of the outbox that are seen to. */
  events(): readonly string[];
  /** The rows of the outbox that are done with once these are written. */
  endedBy(deliveries: readonly string[]): readonly OutboxRef[];
  written(deliveries: readonly string[]): void;
  /** It cannot be written: its event is made deliveries of anew, in the ordinary way. */
  failed(delivery: string): void;
  /** These are done with in the ordinary way. */
  over(events: readonly string[]): void;
  stop(): void;
}

export interface OutboxRef {
  readonly _id: string;
  readonly account: string;
}

/** A try that takes longer is written as under way, for all to see: long before its event would seem abandoned. */
const WRITTEN_AFTER_MS = 3 * SECOND_MS;
/** How long what was found to be posted is taken for true. */
const OPENED_FOR_MS = SECOND_MS;
const LOOK_EVERY_MS = SECOND_MS / 4;
/** As many as run at once, and some more that wait: the next ones are sent while these are written. */
const ENOUGH = 2_000;

interface Held {
  readonly row: DeliveryRow;
  readonly event: OutboxRef;
  readonly opened: OpenedEvent;
  readonly since: number;
}

/**
 * @param write writes those that are not written yet, as under way
 * @param onRoom called when there is room again
 */
export function createFirstTries(
  write: (rows: readonly DeliveryRow[]) => void,
  onRoom: () => void,
): FirstTries {
  const held = new Map<string, Held>();
  const left = new Map<string, number>();
  const spoilt = new Set<string>();
  let timer: NodeJS.Timeout | null = null;

  const look = (): void => {
    timer = null;
    const late = performance.now() - WRITTEN_AFTER_MS;
    const slow = [...held.values()].filter(({ since }) => since <= late);
    if (slow.length > 0) write(slow.map(({ row }) => row));
    if (held.size > 0) lookLater();
  };
  const lookLater = (): void => {
    timer ??= setTimeout(look, LOOK_EVERY_MS).unref();
  };
  const drop = (delivery: string): OutboxRef | null => {
    const item = held.get(delivery);
    if (!item) return null;
    held.delete(delivery);
    if (held.size === ENOUGH / 2) onRoom();
    const others = (left.get(item.event._id) ?? 1) - 1;
    if (others > 0) left.set(item.event._id, others);
    else left.delete(item.event._id);
    return item.event;
  };

  return {
    hasRoom: () => held.size < ENOUGH,
    mayHold: (event) => !spoilt.has(event),
    hold: (event, rows, opened) => {
      const since = performance.now();
      for (const row of rows) held.set(row._id, { row, event, opened, since });
      left.set(event._id, rows.length);
      lookLater();
    },
    isHeld: (delivery) => held.has(delivery),
    opened: (delivery) => {
      const item = held.get(delivery);
      return item && item.since > performance.now() - OPENED_FOR_MS ? item.opened : null;
    },
    events: () => [...left.keys()],
    endedBy: (deliveries) => {
      const counts = new Map<OutboxRef, number>();
      for (const id of deliveries) {
        const event = held.get(id)?.event;
        if (event) counts.set(event, (counts.get(event) ?? 0) + 1);
      }
      return [...counts].flatMap(([event, count]) =>
        count === left.get(event._id) && !spoilt.has(event._id) ? [event] : [],
      );
    },
    written: (deliveries) => {
      for (const id of deliveries) drop(id);
    },
    failed: (delivery) => {
      const event = drop(delivery);
      if (event) spoilt.add(event._id);
    },
    over: (events) => {
      for (const id of events) spoilt.delete(id);
    },
    stop: () => {
      if (timer) clearTimeout(timer);
    },
  };
}
