import type { NewEvent } from '../domain/events.js';
import type { Commit } from '../events/eventStore.js';
import type { Project, Write } from '../events/writes.js';

/** A projection of the streams with a prefix (`number:`): one write an event; `id` is what follows the prefix. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- callers name the events they know
export function projectStream<Event extends NewEvent>(
  prefix: string,
  toWrite: (event: Event, commit: Commit, id: string) => Write,
): Project {
  return (commit) => {
    if (!commit.stream.startsWith(prefix)) return [];
    const id = commit.stream.slice(prefix.length);
    // The stream's own decider wrote these events: their types are the ones the projection knows.
    return (commit.events as unknown as readonly Event[]).map((event) => toWrite(event, commit, id));
  };
}

/** Sets fields of a settings row and its version; the row must be there. */
export function updateRow(
  collection: string,
  commit: Commit,
  id: string,
  set: Readonly<Record<string, unknown>>,
  unset: readonly string[] = [],
): Write & { readonly kind: 'update' } {
  return {
    kind: 'update',
    collection,
    mustExist: true,
    update: {
      filter: { _id: id, account: commit.account },
      set: { ...set, version: commit.version },
      ...(unset.length > 0 && { unset }),
    },
  };
}

/** The same for a change of a value that a unique index is on, or that decides whether it is in there. */
export function rewriteRow(...change: Parameters<typeof updateRow>): Write {
  return { ...updateRow(...change), rewrites: true };
}
