import { LRUCache } from 'lru-cache';
import type { RowListener, WatchRows } from '../../events/rowFeed.js';
import type { DeliveryRow } from '../../projections/webhookRows.js';

/** Who wants to hear of deliveries: those that this process works on, and those of others. */
export interface DeliveryNews {
  /** Tells of one that this process has changed. */
  readonly tell: (row: DeliveryRow) => void;
  readonly follow: (listener: RowListener<DeliveryRow>) => () => void;
}

/** More than can change in the time that a change takes to come by the database as well. */
const REMEMBERED = 2_000;

/** Tells each change once: what this process did comes a second time by the database, sometimes before it knows itself. */
export function createDeliveryNews(watchRows: WatchRows<DeliveryRow>): DeliveryNews {
  const listeners = new Set<RowListener<DeliveryRow>>();
  const told = new LRUCache<string, true>({ max: REMEMBERED });
  let stopWatching: (() => void) | null = null;

  const tell = (row: DeliveryRow): void => {
    if (listeners.size === 0) return;
    const { _id, updatedAt, attemptCount, state } = row;
    const change = `${_id}/${String(updatedAt.getTime())}/${String(attemptCount)}/${state}`;
    if (told.has(change)) return;
    told.set(change, true);
    for (const listener of listeners) listener.onRow(row);
  };

  return {
    tell,
    follow: (listener) => {
      listeners.add(listener);
      stopWatching ??= watchRows({
        onRow: (row) => {
          if (isNews(row)) tell(row);
        },
        onGap: () => {
          for (const { onGap } of listeners) onGap();
        },
      });
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stopWatching?.();
        stopWatching = null;
      };
    },
  };
}

/** That somebody takes it in hands, or that it waits for its first try, is none. */
function isNews({ claim, state, attemptCount }: DeliveryRow): boolean {
  return claim === undefined && (state !== 'PENDING' || attemptCount > 0);
}
