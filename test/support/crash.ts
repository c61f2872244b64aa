import type { DocumentOperations, Documents } from '../../src/events/documents.js';

/** What a process throws that has died at this very moment. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** Lets a process die at its n-th step of writing: from then on nothing it does reaches a database. */
export interface CrashSwitch {
  wrap(documents: Documents): Documents;
  arm(steps: number): void;
  readonly isDead: boolean;
  revive(): void;
}

export function createCrashSwitch(): CrashSwitch {
  let left = Infinity;
  let isDead = false;

  const live = (): void => {
    if (isDead) throw new Crash();
  };
  const step = (): void => {
    live();
    left -= 1;
    if (left > 0) return;
    isDead = true;
    throw new Crash();
  };
  const operations = (inner: DocumentOperations): DocumentOperations => ({
    find: async (...all) => {
      live();
      return inner.find(...all);
    },
    findOne: async (...all) => {
      live();
      return inner.findOne(...all);
    },
    count: async (...all) => {
      live();
      return inner.count(...all);
    },
    insertMany: async (...all) => {
      step();
      await inner.insertMany(...all);
    },
    update: async (...all) => {
      step();
      return inner.update(...all);
    },
    deleteMany: async (...all) => {
      step();
      return inner.deleteMany(...all);
    },
  });

  return {
    wrap: (inner) => ({
      ...operations(inner),
      stream: (...all) => {
        live();
        return inner.stream(...all);
      },
      aggregate: async (...all) => {
        live();
        return inner.aggregate(...all);
      },
      transaction: async (work) => {
        const result = await inner.transaction((tx) => work(operations(tx)));
        // Committed, and nobody was told.
        step();
        return result;
      },
      ensureIndexes: (...all) => inner.ensureIndexes(...all),
    }),
    arm: (steps) => {
      left = steps;
    },
    get isDead() {
      return isDead;
    },
    revive: () => {
      left = Infinity;
      isDead = false;
    },
  };
}
