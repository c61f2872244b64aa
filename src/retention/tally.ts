import type { Pacer } from '../lib/pacer.js';
import type { DocumentOperations } from '../events/documents.js';
import { noCounts, type RecordClass } from '../domain/sweep.js';

/** Ids of what is erased, for the receipt; a number where it is no record of its own. */
export type Gone = readonly string[] | number;

export function countOf(gone: Gone): number {
  return typeof gone === 'number' ? gone : gone.length;
}

/** Who deletes or redacts tells this what went and what could not. */
export interface Tally {
  /** Within the erasure's own transaction; throws when this worker may not go on, and nothing is erased. */
  count(tx: DocumentOperations, recordClass: RecordClass, erased: Gone): Promise<void>;
  /** A single record could not be erased; the rest goes on. */
  fail(number: string, recordId: string, error: unknown): Promise<void>;
  /** Whether anything was erased, now or by an earlier worker of the same run. */
  hasErased(): boolean;
  /** Between batches; throws when the work is to stop. */
  checkpoint(): Promise<void>;
}

/** Thrown to stop: the run was taken over or canceled, the process stops, a policy changed, or its hours are over. */
export class SweepStopped extends Error {
  override readonly name = 'SweepStopped';
  constructor(override readonly cause: 'FENCED' | 'ABORTED' | 'POLICY_CHANGED' | 'WINDOW_CLOSED') {
    super('The sweep was stopped.');
  }
}

export type Counts = Record<RecordClass, number>;

/** Counts in memory, for work that belongs to no sweep; a failing record fails it all. */
export function createMemoryTally(): Tally & { readonly counts: Readonly<Counts> } {
  const counts: Counts = noCounts();
  return {
    counts,
    count: (_tx, recordClass, erased) => {
      counts[recordClass] += countOf(erased);
      return Promise.resolve();
    },
    fail: async (_number, _recordId, error) => {
      throw error;
    },
    hasErased: () => Object.values(counts).some((count) => count > 0),
    checkpoint: () => Promise.resolve(),
  };
}

/** The same, which waits before each batch until as much may be erased as the last one did. */
export function pacedTally(tally: Tally, pacer: Pacer): Tally {
  let erased = 0;
  return {
    ...tally,
    count: async (tx, recordClass, gone) => {
      await tally.count(tx, recordClass, gone);
      erased += countOf(gone);
    },
    checkpoint: async () => {
      const amount = erased;
      erased = 0;
      await pacer.take(amount);
      await tally.checkpoint();
    },
  };
}
