import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MAIN_COLLECTIONS } from '../../../src/events/collections.js';
import type { Documents } from '../../../src/events/documents.js';
import { createEventStore, type Append, type EventStore } from '../../../src/events/eventStore.js';
import type { Payload } from '../../../src/events/vault.js';
import type { Project } from '../../../src/events/writes.js';
import { createIds } from '../../../src/lib/ids.js';
import type { Opened } from './documents.js';

const ACCOUNT = 'account-1';

/** A read model for the test: counts events a stream; insists that `needs` is there. */
const project: Project = ({ account, stream, version, events }) =>
  events.flatMap((event) => {
    const { needs } = event.data as { needs?: string };
    return [
      {
        kind: 'update' as const,
        collection: 'tallies',
        update: { filter: { _id: stream, account }, set: { version }, inc: { events: 1 }, upsert: true },
      },
      ...(needs === undefined
        ? []
        : [
            {
              kind: 'update' as const,
              collection: 'tallies',
              update: { filter: { _id: needs, account }, max: { neededBy: stream } },
              mustExist: true,
            },
          ]),
    ];
  });

/** What the event store must do; run on each document store. */
export function eventStoreContract(name: string, open: () => Promise<Opened>): void {
  describe(`event store: ${name}`, () => {
    let opened: Opened;
    let documents: Documents;
    let store: EventStore;
    const clock = (): Date => new Date('2026-01-01T00:00:00Z');

    beforeEach(async () => {
      opened = await open();
      documents = opened.documents;
      await documents.ensureIndexes([
        ...MAIN_COLLECTIONS,
        { name: 'tallies', indexes: [] },
        { name: 'things', indexes: [] },
      ]);
      const upcasters = { Renamed: [(data: Readonly<Record<string, unknown>>) => ({ name: data['title'] })] };
      store = createEventStore({
        documents,
        clock,
        newId: createIds(clock),
        origin: 'o',
        project,
        upcasters,
      });
    });
    afterEach(async () => {
      await store.idle();
      await opened.close();
    });

    const append = (stream: string, expectedVersion: number, more: Partial<Append> = {}): Append => ({
      account: ACCOUNT,
      stream,
      expectedVersion,
      events: [{ type: 'Happened', data: {} }],
      ...more,
    });
    const payload = (_id: string): Payload => ({
      _id,
      account: ACCOUNT,
      scope: 's',
      subject: null,
      key: 'k',
      iv: Buffer.alloc(12),
      box: Buffer.from(_id),
      tag: Buffer.alloc(16),
    });
    const versions = async (stream: string): Promise<number[]> =>
      (await store.load(ACCOUNT, stream)).map(({ version }) => version);

    it('appends and loads in order, several events in one commit', async () => {
      await store.append([
        append('s', 0, {
          events: [
            { type: 'A', data: { x: 1 } },
            { type: 'B', data: {} },
          ],
        }),
      ]);
      await store.append([append('s', 1)]);
      const commits = await store.load(ACCOUNT, 's');
      expect(commits.map(({ events }) => events.map(({ type }) => type))).toEqual([['A', 'B'], ['Happened']]);
      expect(await store.load('another', 's')).toEqual([]);
      expect(await store.version(ACCOUNT, 's')).toBe(2);
      expect(await store.version('another', 's')).toBe(0);
    });

    it('refuses an append on a version that is no longer the last', async () => {
      await store.append([append('s', 0)]);
      await expect(store.append([append('s', 0)])).rejects.toMatchObject({ name: 'VersionConflict' });
      expect(await versions('s')).toEqual([1]);
    });

    it('lets one of many racing appends win', async () => {
      const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map(() => store.append([append('s', 0)])));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await versions('s')).toEqual([1]);
    });

    it('appends once for one idempotency key, and answers the first commit again', async () => {
      const once = (): ReturnType<EventStore['append']> =>
        store.append([append('s', 0, { idempotencyKey: 'k', payloads: [] })]);
      const [first, ...others] = await Promise.all([once(), once(), once()]);
      const later = await once();
      const ids = [first, ...others, later].map(({ commits }) => commits[0]?._id);
      expect(new Set(ids).size).toBe(1);
      expect([first, ...others, later].filter(({ isReplay }) => !isReplay)).toHaveLength(1);
      expect(await versions('s')).toEqual([1]);
    });

    it('appends a unit as a whole or not at all', async () => {
      await store.append([append('taken', 0)]);
      await expect(store.append([append('fresh', 0), append('taken', 0)])).rejects.toThrow();
      expect(await versions('fresh')).toEqual([]);
    });

    it('does not let one faulty unit of a batch harm the others', async () => {
      await store.append([append('taken', 0)]);
      const streams = Array.from({ length: 20 }, (_, index) => `s${String(index)}`);
      const outcomes = await Promise.allSettled([
        ...streams.map((stream) => store.append([append(stream, 0)])),
        store.append([append('taken', 0)]),
        store.append([append('needy', 0, { events: [{ type: 'Happened', data: { needs: 'nobody' } }] })]),
      ]);
      expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(2);
      for (const stream of streams) expect(await versions(stream)).toEqual([1]);
      expect(await versions('needy')).toEqual([]);
    });

    it('writes payloads and read models with the commit, and erases what it replaces', async () => {
      await store.append([append('s', 0, { payloads: [payload('p1')] })]);
      await store.append([append('s', 1, { payloads: [payload('p2')], erase: ['p1'] })]);
      expect((await documents.find('payloads', {})).map(({ _id }) => _id)).toEqual(['p2']);
      expect(await documents.findOne('tallies', { _id: 's' })).toMatchObject({ version: 2, events: 2 });
    });

    it('writes further rows with the commit, once', async () => {
      const row = { _id: 'todo-1', account: ACCOUNT };
      const first: Append = {
        ...append('s:1', 0),
        idempotencyKey: 'k',
        also: [{ kind: 'insert', collection: 'tallies', doc: row }],
      };
      await store.append([first]);
      expect((await store.append([first])).isReplay).toBe(true);
      expect(await documents.find('tallies', { account: ACCOUNT, _id: 'todo-1' })).toEqual([row]);
      const late: Append = {
        ...append('s:1', 0),
        also: [{ kind: 'delete', collection: 'tallies', account: ACCOUNT, id: 'todo-1' }],
      };
      await expect(store.append([late])).rejects.toMatchObject({ name: 'VersionConflict' });
      expect(await documents.count('tallies', { _id: 'todo-1' })).toBe(1);
    });

    it('does what goes alongside in the same transaction, and harms no other by its failure', async () => {
      const note = (_id: string) => ({ _id, account: ACCOUNT });
      await store.append([append('s', 0), append('t', 0)], (tx) => tx.insertMany('things', [note('1')]));
      expect(await documents.count('things', {})).toBe(1);
      const outcomes = await Promise.allSettled([
        ...['u', 'v', 'w'].map((stream) => store.append([append(stream, 0)])),
        store.append([append('x', 0, { payloads: [payload('p')] })], async (tx) => {
          await tx.insertMany('things', [note('2')]);
          throw new Error('stopped');
        }),
        // The alongside of an append that is refused leaves nothing either.
        store.append([append('s', 0)], (tx) => tx.insertMany('things', [note('3')])),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual([
        ...Array.from({ length: 3 }, () => 'fulfilled'),
        'rejected',
        'rejected',
      ]);
      expect(outcomes[3]).toMatchObject({ reason: { message: 'stopped' } });
      expect(outcomes[4]).toMatchObject({ reason: { name: 'VersionConflict' } });
      expect(await documents.count('things', {})).toBe(1);
      expect(await documents.count('payloads', {})).toBe(0);
      expect(await versions('x')).toEqual([]);
    });

    it('refuses what was decided on a row that has changed or is gone', async () => {
      await documents.insertMany('numbers', [{ _id: 'n', account: ACCOUNT, version: 2 } as never]);
      const guard = { collection: 'numbers', id: 'n', version: 1 };
      await expect(store.append([append('s', 0, { guard })])).rejects.toMatchObject({ name: 'StaleGuard' });
      await store.append([append('s', 0, { guard: { ...guard, version: 2 } })]);
      const gone = { events: [{ type: 'Happened', data: { needs: 'nobody' } }] };
      await expect(store.append([append('t', 0, gone)])).rejects.toMatchObject({ name: 'StaleGuard' });
    });

    it('reads events of an old shape as the present one', async () => {
      await store.append([append('s', 0, { events: [{ type: 'Renamed', data: { title: 'x' } }] })]);
      const [commit] = await store.load(ACCOUNT, 's');
      expect(commit?.events).toEqual([{ type: 'Renamed', v: 2, data: { name: 'x' } }]);
      for await (const { events } of store.all()) expect(events[0]?.data).toEqual({ name: 'x' });
    });

    it('gives ids that rise in the order of the commits', async () => {
      await Promise.all(
        Array.from({ length: 50 }, (_, index) => store.append([append(`s${String(index)}`, 0)])),
      );
      const ids: string[] = [];
      for await (const { _id } of store.all({ account: ACCOUNT })) ids.push(_id);
      expect(ids).toHaveLength(50);
      expect([...ids].sort()).toEqual(ids);
    });
  });
}
