import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DuplicateKey, type Doc, type Documents, type Filter } from '../../../src/events/documents.js';

export interface Opened {
  readonly documents: Documents;
  close(): Promise<void>;
}

interface Thing extends Doc {
  readonly account: string;
  readonly n?: number;
  readonly tags?: readonly string[];
  readonly last?: { readonly at: Date; readonly id: string };
}

/** What every document store must do; run on each implementation. */
export function documentsContract(name: string, open: () => Promise<Opened>): void {
  describe(`documents: ${name}`, () => {
    let opened: Opened;
    let documents: Documents;
    const thing = (_id: string, more: Partial<Thing> = {}): Thing => ({ _id, account: 'a', ...more });

    beforeEach(async () => {
      opened = await open();
      documents = opened.documents;
      await documents.ensureIndexes([
        {
          name: 'things',
          indexes: [
            { name: 'n', keys: { account: 1, n: 1 }, unique: true, partial: { n: { $exists: true } } },
            {
              name: 'tags',
              keys: { account: 1, tags: 1 },
              unique: true,
              partial: { tags: { $exists: true } },
            },
          ],
        },
      ]);
    });
    afterEach(() => opened.close());

    it('keeps dates and bytes as they are', async () => {
      const doc = { ...thing('1'), at: new Date(12_345), box: Buffer.from([0, 1, 255]) };
      await documents.insertMany('things', [doc]);
      const [found] = await documents.find<typeof doc>('things', { account: 'a' });
      expect(found?.at).toEqual(doc.at);
      expect(Buffer.isBuffer(found?.box)).toBe(true);
      expect(found?.box).toEqual(doc.box);
    });

    it('sorts, skips, limits and counts', async () => {
      await documents.insertMany(
        'things',
        [3, 1, 2].map((n) => thing(String(n), { n })),
      );
      const rows = await documents.find<Thing>(
        'things',
        { account: 'a' },
        { sort: { n: -1 }, skip: 1, limit: 1 },
      );
      expect(rows.map(({ n }) => n)).toEqual([2]);
      expect(await documents.count('things', { n: { $gt: 1 } })).toBe(2);
    });

    it('refuses a second document of one unique key, by any element of an array', async () => {
      await documents.insertMany('things', [thing('1', { n: 1, tags: ['x', 'y'] })]);
      await expect(documents.insertMany('things', [thing('1')])).rejects.toBeInstanceOf(DuplicateKey);
      await expect(documents.insertMany('things', [thing('2', { n: 1 })])).rejects.toMatchObject({
        index: 'n',
      });
      await expect(documents.insertMany('things', [thing('3', { tags: ['z', 'y'] })])).rejects.toMatchObject({
        index: 'tags',
      });
      await documents.insertMany('things', [
        thing('4'),
        thing('5'),
        { ...thing('6', { n: 1 }), account: 'b' },
      ]);
      expect(await documents.count('things', {})).toBe(4);
    });

    it('updates fields, the greater of two, sets, and inserts what is missing', async () => {
      const at = (ms: number): Date => new Date(ms);
      await documents.insertMany('things', [thing('1', { last: { at: at(5), id: 'b' }, tags: ['x'] })]);
      const { matched, upserted } = await documents.update('things', [
        { filter: { _id: '1', account: 'a' }, max: { 'last.at': at(4), 'last.id': 'a' } },
        {
          filter: { _id: '1', account: 'a' },
          max: { 'last.at': at(6), 'last.id': 'c' },
          addToSet: { tags: 'y' },
        },
        { filter: { _id: '2', account: 'a' }, set: { n: 7 }, setOnInsert: { first: true }, upsert: true },
        { filter: { _id: '3', account: 'a' }, set: { n: 8 } },
      ]);
      expect({ matched, upserted }).toEqual({ matched: 2, upserted: 1 });
      expect(await documents.findOne<Thing>('things', { _id: '1' })).toMatchObject({
        last: { at: at(6), id: 'c' },
        tags: ['x', 'y'],
      });
      expect(await documents.findOne('things', { _id: '2' })).toEqual({
        _id: '2',
        account: 'a',
        n: 7,
        first: true,
      });
    });

    describe('what is asked beside what an index answers', () => {
      const at = (ms: number): Date => new Date(ms);
      const row = (id: number) => ({
        ...thing(String(id)),
        state: id % 2 === 0 ? 'even' : 'odd',
        at: at(id >> 1),
        ...(id > 5 && { late: true }),
      });
      const numbered = { state: 'even', at: { $lte: at(3) }, $or: [{ late: true }, { at: { $lte: at(0) } }] };
      beforeEach(async () => {
        await documents.ensureIndexes([
          {
            name: 'rows',
            indexes: [
              { name: 'accountId', keys: { account: 1, _id: 1 } },
              { name: 'state', keys: { account: 1, state: 1, at: -1, _id: -1 } },
            ],
          },
        ]);
        await documents.insertMany(
          'rows',
          Array.from({ length: 10 }, (_, id) => row(id)),
        );
      });
      const ids = async (filter: Filter): Promise<string[]> =>
        (await documents.find('rows', filter, { sort: { _id: 1 } })).map(({ _id }) => _id);

      it('is found, counted and streamed', async () => {
        expect(await ids({ account: 'a', ...numbered })).toEqual(['0', '6']);
        expect(await ids({ account: 'b', ...numbered })).toEqual([]);
        expect(await documents.count('rows', { account: 'a', late: true })).toBe(4);
        expect(await ids({ account: { $in: ['a'] }, state: 'odd', at: { $gte: at(4) }, late: true })).toEqual(
          ['9'],
        );
        expect(await documents.findOne('rows', { _id: '3', account: 'a', state: 'even' })).toBeNull();
        const newest = { sort: { at: -1, _id: -1 }, limit: 1, fields: ['state'] } as const;
        const late = await documents.find('rows', { account: 'a', state: 'odd', late: true }, newest);
        expect(late).toEqual([expect.objectContaining({ _id: '9', state: 'odd' })]);
        const [sum] = await documents.aggregate<{ n: number }>('rows', [
          { $match: { account: 'a', state: 'even', late: true } },
          { $group: { _id: null, n: { $sum: 1 } } },
        ]);
        expect(sum?.n).toBe(2);
      });

      it('decides over updates, each seeing those before', async () => {
        const by = (_id: string, more: Filter): Filter => ({ _id, account: 'a', ...more });
        const { matched } = await documents.update('rows', [
          { filter: by('0', { state: 'even' }), set: { state: 'odd' } },
          { filter: by('0', { state: 'even' }), set: { n: 1 } },
          { filter: by('1', { state: 'even' }), set: { n: 1 } },
          { filter: by('2', { late: { $exists: false } }), set: { n: 2 } },
          { filter: { account: 'a', state: 'odd', at: { $lte: at(1) } }, set: { n: 3 }, many: true },
          { filter: { account: 'a', state: 'even', late: true }, set: { n: 4 } },
        ]);
        expect(matched).toBe(6);
        expect(await ids({ account: 'a', n: 3 })).toEqual(['0', '1', '3']);
        expect(await documents.count('rows', { account: 'a', n: 4 })).toBe(1);
        const kept = { filter: by('8', { state: 'odd' }), set: { n: 5 } };
        expect(await documents.update('rows', [kept])).toEqual({ matched: 0, upserted: 0 });
        expect(await documents.update('rows', [{ ...kept, filter: by('9', { state: 'odd' }) }])).toEqual({
          matched: 1,
          upserted: 0,
        });
      });

      it('decides over deletes', async () => {
        expect(await documents.deleteMany('rows', { _id: '4', account: 'a', state: 'odd' })).toBe(0);
        expect(await documents.deleteMany('rows', { _id: '4', account: 'a', state: 'even' })).toBe(1);
        expect(await documents.deleteMany('rows', { account: 'a', ...numbered })).toBe(2);
        expect(await ids({ account: 'a', state: 'even' })).toEqual(['2', '8']);
      });
    });

    it('does all of a transaction or nothing', async () => {
      await documents.insertMany('things', [thing('1', { n: 1 })]);
      const failed = documents.transaction(async (tx) => {
        await tx.insertMany('things', [thing('2', { n: 2 })]);
        await tx.update('things', [{ filter: { _id: '1' }, set: { n: 9 } }]);
        await tx.deleteMany('things', { _id: '1' });
        throw new Error('changed my mind');
      });
      await expect(failed).rejects.toThrow('changed my mind');
      expect(await documents.find<Thing>('things', {})).toEqual([thing('1', { n: 1 })]);
    });

    it('streams and aggregates', async () => {
      await documents.insertMany(
        'things',
        [1, 2, 3].map((n) => thing(String(n), { n })),
      );
      const seen: number[] = [];
      for await (const { n } of documents.stream<Thing>('things', { account: 'a' }, { sort: { n: 1 } }))
        seen.push(n ?? 0);
      expect(seen).toEqual([1, 2, 3]);
      const [sum] = await documents.aggregate<{ total: number }>('things', [
        { $match: { account: 'a' } },
        { $group: { _id: null, total: { $sum: '$n' } } },
      ]);
      expect(sum?.total).toBe(6);
    });

    it('runs concurrent transactions on one document one after the other', async () => {
      await documents.insertMany('things', [thing('1', { n: 0 })]);
      const raise = (): Promise<void> =>
        documents.transaction(async (tx) => {
          const row = await tx.findOne<Thing>('things', { _id: '1' });
          await tx.update('things', [{ filter: { _id: '1' }, set: { n: (row?.n ?? 0) + 1 } }]);
        });
      await Promise.all([raise(), raise(), raise(), raise()]);
      expect(await documents.findOne<Thing>('things', { _id: '1' })).toMatchObject({ n: 4 });
    });
  });
}
