import { describe, expect, test } from '@jest/globals';
import { inBatches, isolateFailures } from '../../../src/retention/batches.js';
import { SweepStopped } from '../../../src/retention/tally.js';

async function* numbers(count: number): AsyncGenerator<number> {
  for (let index = 0; index < count; index += 1) yield await Promise.resolve(index);
}

describe('inBatches', () => {
  test.each([
    [0, []],
    [2, [2]],
    [3, [3]],
    [7, [3, 3, 1]],
  ])('cuts %i items by threes', async (count, sizes) => {
    const batches = [];
    for await (const batch of inBatches(numbers(count), 3)) batches.push(batch.length);
    expect(batches).toEqual(sizes);
  });
});

describe('isolateFailures', () => {
  const run = async (
    count: number,
    isBad: (item: number) => boolean,
    error: Error = new Error(),
  ): Promise<{ done: number[]; failed: number[] }> => {
    const done: number[] = [];
    const failed: number[] = [];
    await isolateFailures(
      Array.from({ length: count }, (_, index) => index),
      async (items) => {
        if (items.some(isBad)) throw error;
        done.push(...items);
      },
      async (item) => {
        failed.push(item);
      },
    );
    return { done, failed };
  };

  test('does everything at once when nothing fails', async () => {
    expect((await run(5, () => false)).done).toEqual([0, 1, 2, 3, 4]);
  });

  test('leaves only those undone that are at fault', async () => {
    const { done, failed } = await run(100, (item) => item % 40 === 7);
    expect(failed).toEqual([7, 47, 87]);
    expect(done).toHaveLength(97);
  });

  test('gives up when everything fails', async () => {
    await expect(run(100, () => true)).rejects.toThrow(Error);
  });

  test.each([new SweepStopped('FENCED'), Object.assign(new Error(), { name: 'MongoNetworkError' })])(
    'blames no record for %s',
    async (error) => {
      await expect(run(100, (item) => item === 3, error)).rejects.toBe(error);
    },
  );
});
