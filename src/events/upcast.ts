import type { StoredEvent } from './eventStore.js';

/**
 * Brings data of an old event shape to the next version: `upcasters[type][from - 1]` takes version `from` to
 * `from + 1`. Events are never rewritten; old shapes are read through these for ever.
 */
export type Upcasters = Readonly<
  Record<string, readonly ((data: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>)[]>
>;

/** No event has changed its shape yet. */
export const UPCASTERS: Upcasters = {};

export function upcast(upcasters: Upcasters, event: StoredEvent): StoredEvent {
  const steps = upcasters[event.type] ?? [];
  const from = event.v ?? 1;
  if (from > steps.length) return event;
  const data = steps
    .slice(from - 1)
    .reduce((current, step) => step(current), event.data as Readonly<Record<string, unknown>>);
  return { ...event, v: steps.length + 1, data };
}
