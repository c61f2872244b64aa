import { beforeEach, describe, expect, test } from '@jest/globals';
import { SYSTEM } from '../../../src/domain/events.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import type { Documents } from '../../../src/events/documents.js';
import { createMemoryDocuments } from '../../../src/events/memoryDocuments.js';
import type { MessageRow } from '../../../src/projections/rows.js';
import { emptyCounts, type SweepRow } from '../../../src/retention/sweepRow.js';
import { noCounts } from '../../../src/domain/sweep.js';
import { refusing } from '../../support/retention/refusing.js';
import { createWorld, type World } from '../../support/retention/world.js';

const DAY = 24 * 60;

let documents: Documents;
/** Ids of messages that cannot be deleted. */
let stuck: Set<string>;
let world: World;

beforeEach(async () => {
  stuck = new Set();
  documents = refusing(createMemoryDocuments(), () => stuck);
  world = await createWorld(documents, createMemoryDocuments());
  await world.addAccount('a', ['a1', 'a2']);
});

async function receive(key: string, age: number, number = 'a1', contact = 'c1'): Promise<string> {
  const before = await documents.find<MessageRow>(COLLECTIONS.messages, {});
  await world.receive({ key, number, contact, group: null, at: world.now - age });
  const after = await documents.find<MessageRow>(COLLECTIONS.messages, {});
  return after.find(({ _id }) => !before.some((row) => row._id === _id))?._id ?? '';
}

const request = (phases?: SweepRow['phases'][number]['name'][]): Promise<SweepRow> =>
  world.sweeps.request({
    account: world.accountId('a'),
    trigger: 'MANUAL',
    by: SYSTEM,
    ...(phases && { phases }),
  });

describe('a sweep', () => {
  test('deletes what is due at the instant of its request, and counts it by class', async () => {
    await receive('old', 2 * DAY + 120);
    await receive('grace', 2 * DAY + 119);
    await world.setRetention('a', 2);
    const row = await world.sweep('a');
    expect(row).toMatchObject({ kind: 'ACCOUNT', state: 'COMPLETED', failures: 0 });
    const names = ['RECORDINGS', 'THIRD_PARTY', 'WEBHOOKS', 'CALLS', 'CONVERSATIONS', 'API_KEYS'] as const;
    expect(row.phases).toEqual(
      names.map((name) => ({
        ...emptyCounts(name),
        ...(name === 'CONVERSATIONS' && { deleted: 1, classes: { ...noCounts(), MESSAGES: 1 } }),
      })),
    );
    expect(await documents.count(COLLECTIONS.messages, {})).toBe(1);
  });

  test('is frozen in time: what falls due while it waits is the next one’s', async () => {
    await receive('first', 2 * DAY + 130);
    await receive('second', 2 * DAY + 60);
    await world.setRetention('a', 2);
    const { _id: sweep, account } = await request();
    world.now += 90;
    expect((await world.sweeps.run({ account, sweep })).phases[4]?.classes.MESSAGES).toBe(1);
  });

  test('without a retention period deletes nothing', async () => {
    await receive('old', 4_000 * DAY);
    expect((await world.sweep('a')).phases[4]?.deleted).toBe(0);
  });

  test('runs only the phases that were asked for', async () => {
    expect((await request(['CALLS'])).phases.map(({ name }) => name)).toEqual(['CALLS']);
  });

  test('of an account that is not there is refused', async () => {
    await expect(world.sweeps.request({ account: 'x', trigger: 'MANUAL', by: SYSTEM })).rejects.toMatchObject(
      {
        code: 'NOT_FOUND',
      },
    );
  });

  test('destroys the keys of days that are due as a whole, and no other', async () => {
    await receive('old', 3 * DAY);
    await receive('young', 0.5);
    const scope = `number:${world.numberId('a1')}`;
    const days = (): Promise<readonly string[]> => world.core.keyRing.days(world.accountId('a'), scope);
    expect(await days()).toEqual(['2026-01-07', '2026-01-09']);
    await world.setRetention('a', 1);
    await world.sweep('a');
    expect(await days()).toEqual(['2026-01-09']);
  });
});

describe('a record that cannot be deleted', () => {
  test('is listed, does not stop the others, is tried again and taken off the list', async () => {
    const ids = [];
    for (let index = 0; index < 10; index += 1) ids.push(await receive(`m${String(index)}`, 5 * DAY + index));
    const bad = ids[3] ?? '';
    stuck.add(bad);
    await world.setRetention('a', 1);
    const first = await world.sweep('a');
    expect(first).toMatchObject({ state: 'COMPLETED', failures: 1 });
    expect(first.phases[4]).toMatchObject({ failed: 1, classes: { MESSAGES: 9 } });
    const [failure] = await world.sweeps.failures(first.account, first._id);
    expect(failure).toMatchObject({
      phase: 'CONVERSATIONS',
      recordId: bad,
      reason: 'Error',
      sweep: first._id,
    });

    world.now += 60;
    const second = await world.sweep('a');
    const [again] = await world.sweeps.failures(first.account);
    expect(again).toMatchObject({ since: failure?.since, sweep: second._id });

    stuck.clear();
    const third = await world.sweep('a');
    expect(third.phases[4]).toMatchObject({ failed: 0, classes: { MESSAGES: 1 } });
    expect(await world.sweeps.failures(first.account)).toEqual([]);
  });

  test('is not confused with a store that refuses everything', async () => {
    for (let index = 0; index < 30; index += 1)
      stuck.add(await receive(`m${String(index)}`, 5 * DAY + index));
    await world.setRetention('a', 1);
    expect(await world.sweep('a')).toMatchObject({ state: 'FAILED', reason: 'Error' });
  });
});

describe('a sweep that is stopped', () => {
  test('by its process is given back and finished by another', async () => {
    await receive('old', 5 * DAY);
    await world.setRetention('a', 1);
    const { _id: sweep, account } = await request();
    const stopped = await world.sweeps.run({ account, sweep }, { signal: AbortSignal.abort() });
    expect(stopped.state).toBe('QUEUED');
    expect((await world.sweeps.unfinished()).map(({ _id }) => _id)).toEqual([sweep]);
    expect(await world.sweeps.run({ account, sweep })).toMatchObject({ state: 'COMPLETED' });
    expect(await world.sweeps.unfinished()).toEqual([]);
  });

  test('by somebody stays as it is', async () => {
    const { _id: sweep, account } = await request();
    expect(await world.sweeps.cancel({ account, sweep })).toMatchObject({ state: 'CANCELED' });
    expect(await world.sweeps.run({ account, sweep })).toMatchObject({ state: 'CANCELED', fence: 0 });
  });

  test('of another account is not there', async () => {
    await world.addAccount('b', ['b1']);
    const { _id: sweep } = await request();
    await expect(world.sweeps.cancel({ account: world.accountId('b'), sweep })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('following a sweep', () => {
  test('shows each state until it is finished', async () => {
    await receive('old', 5 * DAY);
    await world.setRetention('a', 1);
    const { _id: sweep, account } = await request();
    const states: string[] = [];
    const following = (async () => {
      for await (const row of world.sweeps.watch({ account, sweep })) states.push(row.state);
    })();
    await new Promise((resolve) => setImmediate(resolve));
    await world.sweeps.run({ account, sweep });
    await following;
    expect(states[0]).toBe('QUEUED');
    expect(states.at(-1)).toBe('COMPLETED');
  });

  test('ends when the follower leaves', async () => {
    const { _id: sweep, account } = await request();
    const leaving = new AbortController();
    let rows = 0;
    for await (const row of world.sweeps.watch({ account, sweep }, leaving.signal)) {
      rows += row.fence + 1;
      leaving.abort();
    }
    expect(rows).toBe(1);
  });
});

describe('the list of sweeps', () => {
  test('is newest first, in pages', async () => {
    const ids = [];
    for (let index = 0; index < 3; index += 1) ids.push((await world.sweep('a'))._id);
    const account = world.accountId('a');
    const first = await world.sweeps.list(account, { limit: 2 });
    expect(first.map(({ _id }) => _id)).toEqual([ids[2], ids[1]]);
    const [, last] = first;
    const rest = await world.sweeps.list(account, { limit: 2, ...(last && { before: last }) });
    expect(rest.map(({ _id }) => _id)).toEqual([ids[0]]);
    expect(await world.sweeps.count(account)).toBe(3);
    expect((await world.sweeps.last(account))?._id).toBe(ids[2]);
  });
});
