import { spawnSync } from 'node:child_process';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { noCounts } from '../../../src/domain/sweep.js';
import { SYSTEM } from '../../../src/domain/events.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import type { Documents } from '../../../src/events/documents.js';
import { createMemoryDocuments } from '../../../src/events/memoryDocuments.js';
import type { SweepRow } from '../../../src/retention/sweepRow.js';
import { thisProcess, type ProcessRef } from '../../../src/lib/processRef.js';
import { createWorld, type World } from '../../support/retention/world.js';

const DAY = 24 * 60;
const OLD = { key: 'old', number: 'a1', contact: 'c1', group: null, at: -5 * DAY };

let documents: Documents;
let world: World;
beforeEach(async () => {
  documents = createMemoryDocuments();
  world = await createWorld(documents, createMemoryDocuments());
  await world.addAccount('a', ['a1', 'a2']);
});

const request = (): Promise<SweepRow> =>
  world.sweeps.request({ account: world.accountId('a'), trigger: 'MANUAL', by: SYSTEM });

describe('two workers', () => {
  test('do not run one sweep at the same time', async () => {
    const { _id: sweep, account } = await request();
    const rows = await Promise.all([
      world.sweeps.run({ account, sweep }),
      world.sweeps.run({ account, sweep }),
    ]);
    expect(rows.map(({ fence }) => fence)).toEqual([1, 1]);
  });

  test('take over from one that is silent; what the silent one still does is refused', async () => {
    await world.receive(OLD);
    await world.setRetention('a', 1);
    const { _id: sweep, account } = await request();
    let wake: () => void = () => undefined;
    const asleep = new Promise<void>((resolve) => (wake = resolve));
    let isFirst = true;
    const silent = world.sweeps.run(
      { account, sweep },
      {
        beat: async () => {
          if (!isFirst) return;
          isFirst = false;
          await asleep;
        },
      },
    );
    await new Promise((resolve) => setImmediate(resolve));
    world.now += 1;
    const taken = await world.sweeps.run({ account, sweep });
    expect(taken).toMatchObject({ state: 'COMPLETED', fence: 2 });
    world.now += 1;
    wake();
    expect(await silent).toEqual(taken);
    expect(taken.phases[4]?.classes).toEqual({ ...noCounts(), MESSAGES: 1, CONVERSATIONS: 1 });
  });
});

describe('two runs over one number', () => {
  test('leave alone what was stored anew after the other had deleted it', async () => {
    const revoked = { ...OLD, key: 'revoked' };
    for (const some of [OLD, revoked]) await world.receive(some);
    await world.receive(revoked, { kind: 'revocation', at: -5 * DAY });
    await world.setRetention('a', 1);
    await world.setMode('a1', 'STORE_X_DAYS', 1);
    const { _id: sweep, account } = await request();
    let beats = 0;
    const beat = async (): Promise<void> => {
      beats += 1;
      // The first is before the number, the second when its messages are chosen.
      if (beats !== 2) return;
      expect((await world.daily('a1')).phases[0]?.classes.MESSAGES).toBe(2);
      for (const some of [OLD, revoked])
        await world.receive(some, { kind: 'edit', text: `${some.key}-edited`, at: world.now - 1 });
    };
    const row = await world.sweeps.run({ account, sweep }, { beat });
    expect(row).toMatchObject({ state: 'COMPLETED', failures: 0 });
    expect(row.phases[0]?.classes.MESSAGES).toBe(0);
    expect(beats).toBeGreaterThan(1);
    const before = await world.readModels();
    await world.rebuild();
    expect(await world.readModels()).toBe(before);
    expect(await documents.count(COLLECTIONS.messages, {})).toBe(2);
    expect(await documents.count(COLLECTIONS.commits, { stream: { $regex: '^message:' } })).toBe(2);
  });
});

describe('a sweep whose worker holds its lease', () => {
  const heldBy = async (worker: ProcessRef): Promise<SweepRow> => {
    const { _id: sweep, account } = await request();
    const leaseUntil = new Date(world.core.clock().getTime() + 30_000);
    const set = { state: 'RUNNING', fence: 1, leaseUntil, worker };
    await documents.update(COLLECTIONS.sweeps, [{ filter: { _id: sweep, account }, set }]);
    return world.sweeps.run({ account, sweep });
  };
  const ended = (): ProcessRef => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    return { place: thisProcess().place, pid, started: null };
  };

  test('is taken over at once when its process is seen to have ended', async () => {
    const row = await heldBy(ended());
    expect(row).toMatchObject({ state: 'COMPLETED', fence: 2, worker: thisProcess() });
  });

  test('is left to it when its process lives, or is where nobody can look', async () => {
    expect(await heldBy(thisProcess())).toMatchObject({ state: 'RUNNING', fence: 1 });
    expect(await heldBy({ ...ended(), place: 'elsewhere' })).toMatchObject({ state: 'RUNNING', fence: 1 });
  });
});
