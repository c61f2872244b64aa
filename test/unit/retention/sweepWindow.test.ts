import { beforeEach, describe, expect, test } from '@jest/globals';
import { sweepAccountsJob } from '../../../jobs/sweepAccounts.job.js';
import { updateSweepWindow } from '../../../src/administration/accounts.js';
import { systemContext } from '../../../src/administration/context.js';
import { SYSTEM } from '../../../src/domain/events.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { createMemoryDocuments } from '../../../src/events/memoryDocuments.js';
import { oldestOverdue } from '../../../src/retention/oldestOverdue.js';
import { createWorld, type World } from '../../support/retention/world.js';

const HOUR = 60;
const DAY = 24 * HOUR;
/** The world begins at midnight. */
const NIGHT = { fromHour: 22, toHour: 6, timeZone: 'UTC' } as const;

let world: World;

beforeEach(async () => {
  world = await createWorld(createMemoryDocuments(), createMemoryDocuments());
  await world.addAccount('a', ['a1']);
  await world.receive({ key: 'old', number: 'a1', contact: 'c1', group: null, at: -1.9 * DAY });
  await world.setRetention('a', 2);
  await updateSweepWindow(world.core, systemContext(world.accountId('a')), { window: NIGHT });
});

const messages = (): Promise<number> => world.core.documents.count(COLLECTIONS.messages, {});

async function schedule(beat: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  const job = sweepAccountsJob(world.core, world.sweeps);
  const signal = new AbortController().signal;
  await job.run({
    data: {},
    signal,
    beat,
    schedule: { runNow: () => Promise.resolve(), runIn: () => Promise.resolve() },
  });
}

describe('a window of the day', () => {
  test('lets no cleanup begin outside of it, and one within it', async () => {
    world.now = 12 * HOUR;
    await schedule();
    expect(await messages()).toBe(1);
    expect(await world.sweeps.count(world.accountId('a'))).toBe(0);
    world.now = 22 * HOUR;
    await schedule();
    expect(await messages()).toBe(0);
    expect(await world.sweeps.count(world.accountId('a'))).toBe(1);
  });

  test('does not bind who runs one by hand', async () => {
    world.now = 12 * HOUR;
    const account = world.accountId('a');
    const { _id: sweep } = await world.sweeps.request({ account, trigger: 'MANUAL', by: SYSTEM });
    expect(await world.sweeps.run({ account, sweep })).toMatchObject({ state: 'COMPLETED' });
    expect(await messages()).toBe(0);
  });

  test('ends a cleanup that is under way when it closes; the next one does what is left', async () => {
    for (const key of ['old2', 'old3'])
      await world.receive({ key, number: 'a1', contact: key, group: null, at: -1.9 * DAY });
    world.now = 30 * HOUR - 1;
    // Its first step takes until the hours are over.
    await schedule(() => {
      world.now = 30 * HOUR;
      return Promise.resolve();
    });
    const [ended] = await world.sweeps.list(world.accountId('a'), { limit: 1 });
    expect(ended).toMatchObject({ state: 'CANCELED', reason: 'WINDOW_CLOSED' });
    expect(await messages()).toBe(3);
    world.now = 46 * HOUR;
    await schedule();
    expect(await messages()).toBe(0);
  });

  test('counts what waits for it as overdue only after it', async () => {
    // Due an hour and more after the last cleanup of a night: until the next evening nobody is to delete it.
    world.now = 2 * DAY;
    await schedule();
    await world.receive({ key: 'new', number: 'a1', contact: 'c2', group: null, at: 7 * HOUR });
    const overdue = async (hours: number): Promise<number> => {
      world.now = hours * HOUR;
      return (await oldestOverdue(world.core)).filter(({ class: name }) => name === 'MESSAGES').length;
    };
    // 7 h + 2 days + 2 h of grace is 57 h; the next window opens at 70 h, and a run may take two.
    expect(await overdue(58)).toBe(0);
    expect(await overdue(69)).toBe(0);
    expect(await overdue(71.9)).toBe(0);
    expect(await overdue(72.1)).toBe(1);
    await updateSweepWindow(world.core, systemContext(world.accountId('a')), { window: null });
    // A setting that was changed a moment ago has its first run before it.
    expect(await overdue(73)).toBe(0);
    expect(await overdue(79)).toBe(1);
  });
});
