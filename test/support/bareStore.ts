import { createEventStore, type EventStore } from '../../src/events/eventStore.js';
import type { Documents } from '../../src/events/documents.js';
import { systemClock } from '../../src/lib/clock.js';
import { createIds } from '../../src/lib/ids.js';

/** An event store that keeps commits and projects nothing. @param origin of the process that it plays */
export function createBareStore(documents: Documents, origin = '00000000'): EventStore {
  return createEventStore({
    documents,
    clock: systemClock,
    newId: createIds(systemClock),
    origin,
    project: () => [],
    upcasters: {},
  });
}
