import { expect, test } from '@jest/globals';
import { COLLECTIONS } from '../../../src/events/collections.js';
import type { DocumentOperations, Documents } from '../../../src/events/documents.js';
import { createMemoryDocuments } from '../../../src/events/memoryDocuments.js';
import { createWorld } from '../../support/retention/world.js';

/** Counts what is asked of a database; what is asked at once counts as one, for it waits for one answer. */
function counting(inner: Documents): { readonly documents: Documents; readonly waits: () => number } {
  let waits = 0;
  let isCounted = false;
  const ask = <T>(work: () => Promise<T>): Promise<T> => {
    if (!isCounted) {
      isCounted = true;
      waits += 1;
    }
    // Whatever is asked before the first answer comes is under way together.
    return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      isCounted = false;
      return work();
    });
  };
  const operations = (of: DocumentOperations): DocumentOperations => ({
    find: (...all) => ask(() => of.find(...all)),
    findOne: (...all) => ask(() => of.findOne(...all)),
    count: (...all) => ask(() => of.count(...all)),
    insertMany: (...all) => ask(() => of.insertMany(...all)),
    update: (...all) => ask(() => of.update(...all)),
    deleteMany: (...all) => ask(() => of.deleteMany(...all)),
  });
  const documents: Documents = {
    ...inner,
    ...operations(inner),
    stream: async function* (...all) {
      await ask(() => Promise.resolve());
      yield* inner.stream(...all);
    },
    aggregate: (...all) => ask(() => inner.aggregate(...all)),
    transaction: async (work) => {
      const result = await inner.transaction((tx) => work(operations(tx)));
      // To commit is to ask as well.
      await ask(() => Promise.resolve());
      return result;
    },
  };
  return { documents, waits: () => waits };
}

test('a sweep that finds nothing waits for few answers, however many its account keeps', async () => {
  const main = counting(createMemoryDocuments());
  const keys = counting(createMemoryDocuments());
  const world = await createWorld(main.documents, keys.documents);
  await world.addAccount('a', ['a1']);
  for (let index = 0; index < 20; index += 1)
    await world.receive({ key: String(index), number: 'a1', contact: 'c1', group: null, at: -index - 0.5 });
  await world.setRetention('a', 30);
  const before = [main.waits(), keys.waits()] as const;
  expect((await world.sweep('a')).state).toBe('COMPLETED');
  // Claim, finish with a receipt, what is held, for each phase one look at the policies and one into its ranges, and one for files to delete.
  expect(main.waits() - before[0]).toBeLessThanOrEqual(33);
  expect(keys.waits() - before[1]).toBeLessThanOrEqual(4);
  expect(await world.core.documents.count(COLLECTIONS.messages, {})).toBe(20);
});
