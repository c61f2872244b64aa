import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMemoryDocuments } from '../../../src/events/memoryDocuments.js';
import type { Doc } from '../../../src/events/documents.js';
import { applyWrites, MissingRow, type Write } from '../../../src/events/writes.js';

const rowIds = ['1', '2', '3'];

/** Each operator has its own fields, as in projections: what is set is neither counted nor the greater of two. */
const anyWrite = fc.record({
  id: fc.constantFrom(...rowIds),
  operator: fc.constantFrom('max', 'inc', 'upsert', 'set'),
  field: fc.constantFrom('a', 'b'),
  value: fc.integer({ min: -5, max: 5 }),
});

function writeOf({
  id,
  operator,
  field,
  value,
}: typeof anyWrite extends fc.Arbitrary<infer T> ? T : never): Write {
  const filter = { _id: id, account: 'x' };
  const change = {
    max: { filter, max: { [`max${field}`]: new Date(value) } },
    inc: { filter, inc: { [`sum${field}`]: value } },
    upsert: { filter, inc: { [`sum${field}`]: value }, setOnInsert: { made: true }, upsert: true },
    set: { filter, set: { [`set${field}`]: value } },
  };
  return { kind: 'update', collection: 'rows', update: change[operator] };
}

interface Row extends Doc {
  readonly account: string;
}

async function rowsAfter(runs: readonly (readonly Write[])[]): Promise<readonly Doc[]> {
  const documents = createMemoryDocuments();
  const rows: Row[] = ['1', '2'].map((_id) => ({ _id, account: 'x' }));
  await documents.insertMany('rows', rows);
  for (const writes of runs) await documents.transaction((tx) => applyWrites(tx, writes));
  return documents.find('rows', { account: 'x' }, { sort: { _id: 1 } });
}

describe('writes that are applied together', () => {
  it('leave what they leave one by one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyWrite, { maxLength: 20 }), async (made) => {
        // A row that is not there yet begins with whoever makes it: only those go to it.
        const writes = made.filter(({ id, operator }) => id !== '3' || operator === 'upsert').map(writeOf);
        expect(await rowsAfter([writes])).toEqual(await rowsAfter(writes.map((write) => [write])));
      }),
    );
  });

  it('fail when one of those that are joined needs a row that is gone', async () => {
    const update = (max: number, mustExist: boolean): Write => ({
      kind: 'update',
      collection: 'rows',
      update: { filter: { _id: '3', account: 'x' }, max: { n: max } },
      mustExist,
    });
    await expect(rowsAfter([[update(1, false), update(2, true)]])).rejects.toBeInstanceOf(MissingRow);
    await expect(rowsAfter([[update(2, true), update(1, false)]])).rejects.toBeInstanceOf(MissingRow);
    await expect(rowsAfter([[update(2, false), update(1, false)]])).resolves.toHaveLength(2);
  });
});
