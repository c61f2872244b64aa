import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMemoryDocuments } from '../../../src/events/memoryDocuments.js';
import { createPagesByRange } from '../../../src/events/pagesByRange.js';
import type { Doc, DocumentOperations, Filter } from '../../../src/events/documents.js';
import { DAY_MS } from '../../../src/lib/clock.js';

const START = Date.parse('2026-01-01T00:00:00Z');
const HOURS_MS = DAY_MS / 24;
const SORT = { at: -1, _id: -1 } as const;
const SLOW_MS = 1_000;

interface Row extends Doc {
  readonly at: Date;
}

/** A collection whose every read seems slow, read by ranges; `reads` are the ranges that were asked for. */
async function stage(hours: readonly number[]) {
  const documents = createMemoryDocuments();
  const rows: Row[] = hours.map((hour, index) => ({
    _id: String(index).padStart(4, '0'),
    at: new Date(START + hour * HOURS_MS),
  }));
  await documents.insertMany('rows', rows);
  const reads: Filter[] = [];
  const find: DocumentOperations['find'] = (collection, filter, options) => {
    reads.push(filter);
    return documents.find(collection, filter, options);
  };
  let time = 0;
  return { documents, reads, byRange: createPagesByRange({ find }, () => (time += SLOW_MS)) };
}

describe('pages by range', () => {
  it('are the pages that are asked for, however often and whatever the range', async () => {
    const hour = fc.integer({ min: 0, max: 24 * 400 });
    const asking = fc.record({ from: hour, to: hour, limit: fc.integer({ min: 1, max: 8 }) });
    const property = fc.asyncProperty(
      fc.array(hour, { maxLength: 40 }),
      fc.array(asking, { minLength: 1, maxLength: 8 }),
      async (hours, questions) => {
        const { documents, byRange } = await stage(hours);
        for (const { from, to, limit } of questions) {
          const at = { $gt: new Date(START + from * HOURS_MS), $lt: new Date(START + to * HOURS_MS) };
          const options = { sort: SORT, limit };
          expect(await byRange('rows', { at }, options)).toEqual(
            await documents.find('rows', { at }, options),
          );
        }
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  const hundred = Array.from({ length: 100 }, (_row, index) => index);
  const newest = START + 99 * HOURS_MS;

  it('read a day before the newest, and more only where a day has no page', async () => {
    const { byRange, reads } = await stage(hundred);
    const readOf = async (limit: number, to: number): Promise<readonly unknown[]> => {
      reads.length = 0;
      await byRange('rows', { at: { $gt: new Date(0), $lt: new Date(to) } }, { sort: SORT, limit });
      return reads.map((read) => (read['at'] as { readonly $gt: Date }).$gt.getTime());
    };
    const later = newest + 1_000 * DAY_MS;
    const soon = newest + HOURS_MS;
    expect(await readOf(20, soon)).toEqual([soon - DAY_MS]);
    expect(await readOf(20, later)).toEqual([newest - DAY_MS]);
    expect(await readOf(50, later)).toEqual([newest - DAY_MS, newest - 30 * DAY_MS]);
  });

  it('learn where a list that was not looked at before has its newest', async () => {
    const { byRange, reads } = await stage(hundred);
    const at = { $gt: new Date(0), $lt: new Date(newest + 1_000 * DAY_MS) };
    await byRange('rows', { at }, { sort: SORT, limit: 20 });
    expect(reads).toHaveLength(3);
    await byRange('rows', { at }, { sort: SORT, limit: 20 });
    expect(reads).toHaveLength(4);
  });

  it('ask once more than needed for what is quick, and for what is no page of a range as ever', async () => {
    const { documents } = await stage([]);
    const reads: unknown[] = [];
    const quick = createPagesByRange(
      {
        find: (collection, filter, options) => {
          reads.push(filter);
          return documents.find(collection, filter, options);
        },
      },
      () => 0,
    );
    const at = { $gt: new Date(0), $lt: new Date(START) };
    await quick('rows', { at }, { sort: SORT, limit: 1 });
    expect(reads.splice(0)).toHaveLength(3);
    for (let times = 0; times < 2; times += 1) {
      await quick('rows', { at }, { sort: SORT, limit: 1 });
      await quick('rows', { at: { ...at, $ne: null } }, { sort: SORT, limit: 1 });
      await quick('rows', {}, { sort: SORT });
    }
    expect(reads).toHaveLength(6);
  });
});
