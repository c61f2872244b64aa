import { COLLECTIONS } from './collections.js';
import type { DocumentOperations } from './documents.js';
import type { Commit } from './eventStore.js';
import type { Unit } from './groupCommit.js';

/** What units would have become by each try to write them. */
export interface Tries {
  /** @returns the commits as they came */
  note(unit: Unit, commits: readonly Commit[]): readonly Commit[];
  /** The commits of a try that was made, although the answer to it was lost; null: none was. */
  findMade(unit: Unit): Promise<readonly Commit[] | null>;
}

/**
 * A database that dies between a commit and its answer leaves the driver to try the transaction again, and that meets what
 * the first try has written as if somebody else had been faster. By the ids of the tries it is known as one's own: whoever
 * appended is answered so, and this process's listeners are told, since nobody else tells them.
 */
export function createTries(documents: Pick<DocumentOperations, 'findOne'>): Tries {
  const ids = new WeakMap<Unit, Set<string>>();
  return {
    note: (unit, commits) => {
      const known = ids.get(unit) ?? new Set();
      for (const { _id } of commits) known.add(_id);
      ids.set(unit, known);
      return commits;
    },
    findMade: async (unit) => {
      const own = ids.get(unit);
      if (!own) return null;
      const made: Commit[] = [];
      for (const { account, stream, expectedVersion } of unit.appends) {
        const place = { account, stream, version: expectedVersion + 1 };
        const commit = await documents.findOne<Commit>(COLLECTIONS.commits, place);
        if (!commit || !own.has(commit._id)) return null;
        made.push(commit);
      }
      return made;
    },
  };
}
