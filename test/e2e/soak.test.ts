import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COLLECTIONS } from '../../src/events/collections.js';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../src/lib/clock.js';
import type { MessageRow } from '../../src/projections/rows.js';
import type { SendLogRow } from '../../src/projections/sendRows.js';
import type { SweepRow } from '../../src/retention/sweepRow.js';
import { eventually } from '../support/session.js';
import { dealBlows, sayDue, sweepAtLeaps, type Blow } from '../support/soak/disturb.js';
import { tellFigures, tellLost } from '../support/soak/figures.js';
import { compare, countTexts, type NumberName, type Said } from '../support/soak/ledger.js';
import { createLoad, type Load } from '../support/soak/load.js';
import { meanBetween, secondsOf } from '../support/soak/memory.js';
import { NUMBER_DAYS } from '../support/soak/numbers.js';
import { readAll, startReaders, type Readers } from '../support/soak/readers.js';
import { LEAP_MS, startSoakStage, type SoakStage } from '../support/soak/stage.js';
import type { Subscriber } from '../support/soak/subscribers.js';

const IS_LONG = process.env['LETHE_TEST_LONG'] === '1';
/** A member of each role is killed in turn; the other one lives through half of it, so that its memory can be watched. */
const PLAN = IS_LONG
  ? { seconds: 20 * 60, leapEveryMs: MINUTE_MS, hooksPerSecond: 2, sendsPerSecond: 1, blows: longBlows() }
  : {
      seconds: 22,
      leapEveryMs: 4 * SECOND_MS,
      hooksPerSecond: 4,
      sendsPerSecond: 2,
      blows: [
        { atMs: 3 * SECOND_MS, to: 'web 2' },
        { atMs: 8 * SECOND_MS, to: 'worker 2' },
        { atMs: 12 * SECOND_MS, to: 'web 1' },
        { atMs: 18 * SECOND_MS, to: 'database' },
      ] satisfies Blow[],
    };
/** After so many the first messages with an end have ended and are due. */
const MIN_LEAPS = 4;
const NUMBERS = ['indefinite', 'days', 'relay'] as const;
/** From its third and fourth minute to its eighth a process may grow by a quarter and so much (MiB), as caches fill. */
const GROWTH_MIB = 40;

/** One killed every 20 seconds, the database restarted every 3 minutes; in the second half the others' turn. */
function longBlows(): Blow[] {
  const blows: Blow[] = [];
  for (let second = 20; second < 20 * 60; second += 20) {
    const role = (second / 20) % 2 === 1 ? 'web' : 'worker';
    blows.push({ atMs: second * SECOND_MS, to: `${role} ${second < 10 * 60 ? 2 : 1}` });
    if (second % 180 === 0) blows.push({ atMs: (second + 10) * SECOND_MS, to: 'database' });
  }
  return blows;
}

/**
 * Processes and their database die under mixed load, while a clock that leaps lets windows end and cleanups fall due. What it
 * has found, and what is not explained yet: docs/scaling.md.
 */
describe('a soak', () => {
  let stage: SoakStage;
  let load: Load;
  let readers: Readers;
  /** From then on (ms of the gateways' clock) what has not ended must be with everybody. */
  let settledAt: number;
  let stopLeaping: () => Promise<void>;

  /** What every subscriber must hear. @param asOf see Ledger.owed */
  const owedToSubscribers = (asOf: number): readonly Said[] => [
    ...stage.ledger.owed('indefinite', asOf),
    ...stage.ledger.owed('days', asOf),
  ];
  const marginFrom = (now: Date): number => now.getTime() + 4 * LEAP_MS;
  /** Nobody waits for an answer, and subscribers have heard of all that was taken. */
  const isQuiet = (): boolean => {
    const owed = owedToSubscribers(marginFrom(stage.clock()));
    const lacks = ({ heard }: Subscriber): boolean =>
      compare(owed, countTexts([...heard.values()])).lost.length > 0;
    return load.isQuiet() && !stage.subscribers.some(lacks);
  };

  beforeAll(async () => {
    stage = await startSoakStage();
    const { sessions, numbers, ledger, clock } = stage;
    load = createLoad({ ...stage, ...PLAN, webs: stage.crew.webs });
    // Whoever resumes needs a cursor to resume behind.
    await eventually(async () => {
      await load.say('indefinite');
      return stage.subscribers.every(({ heard }) => heard.size > 0) ? true : null;
    });
    stopLeaping = stage.leaper.start(PLAN.leapEveryMs, isQuiet);
    readers = startReaders({ sessions, numbers, ledger, clock, pauseMs: 250 });
  }, 5 * MINUTE_MS);
  afterAll(async () => {
    load.giveUp();
    await stopLeaping();
    await readers.stop();
    await stage.stop();
    expect(stage.crew.surprises).toEqual([]);
  }, 2 * MINUTE_MS);

  it(
    `of ${String(PLAN.seconds)} s with ${String(PLAN.blows.length)} blows is lived through: all is taken, and worked off`,
    async () => {
      const stopSweeping = sweepAtLeaps(stage);
      load.start();
      await Promise.all([dealBlows(stage, PLAN.blows), delay(PLAN.seconds * SECOND_MS)]);
      await load.finish();
      const { db, leaper } = stage;
      await eventually(() => Promise.resolve(leaper.count() >= MIN_LEAPS ? true : null), 2 * MINUTE_MS);
      // Whose outcome nobody knows has ten minutes for a status to come: a leap.
      await eventually(async () => {
        const left = await Promise.all([
          db.collection(COLLECTIONS.relays).countDocuments(),
          db.collection(COLLECTIONS.deliveries).countDocuments({ state: 'PENDING' }),
          db.collection(COLLECTIONS.outbox).countDocuments(),
        ]);
        return left.every((count) => count === 0) ? true : null;
      }, 2 * MINUTE_MS);
      settledAt = marginFrom(stage.clock());
      await readers.stop();
      await stopSweeping();
      expect(stage.crew.surprises).toEqual([]);
    },
    (PLAN.seconds + 300) * SECOND_MS,
  );

  it.each(NUMBERS)(
    'tells the endpoint of the number %s of each message, once for who deduplicates',
    (name) => {
      const byId = new Map(
        stage.receiver
          .of(`/${name}`)
          .filter(({ body }) => body.event === 'message.received')
          .map(({ id, body }) => [id, String(body.data['content'])]),
      );
      const owed = stage.ledger.owed(name, settledAt);
      expect(owed.length).toBeGreaterThan(PLAN.seconds / 3);
      expect(compare(owed, countTexts([...byId.values()]))).toEqual({ lost: [], doubled: [] });
    },
  );

  it('tells subscribers who resume of each message that is stored, once by its id', async () => {
    const owed = owedToSubscribers(settledAt);
    for (const { heard } of stage.subscribers) {
      await eventually(() => {
        const counts = countTexts([...heard.values()]);
        return Promise.resolve(compare(owed, counts).lost.length === 0 ? true : null);
      }).catch(() => undefined);
      const found = compare(owed, countTexts([...heard.values()]));
      if (found.lost.length > 0) process.stdout.write(tellLost(stage, found.lost));
      expect(found).toEqual({ lost: [], doubled: [] });
    }
  });

  it('keeps each message once, as long as it may, and shows none any longer', async () => {
    const [session] = stage.sessions;
    if (!session) throw new Error('Nobody is signed in.');
    const counts = new Map<NumberName, ReadonlyMap<string, number>>();
    for (const { name, id } of stage.numbers.all) {
      const asOf = stage.clock().getTime();
      const texts = await readAll(session, id);
      stage.ledger.shown('all messages', texts, asOf);
      counts.set(name, countTexts(texts));
    }
    const end = stage.clock().getTime();
    for (const name of NUMBERS) {
      const kept = [...stage.ledger.said.values()].filter(
        ({ number, expiresAt }) => number === name && name !== 'relay' && (expiresAt ?? Infinity) > end,
      );
      expect({ name, ...compare(kept, counts.get(name) ?? new Map()) }).toEqual({
        name,
        lost: [],
        doubled: [],
      });
    }
    expect(stage.ledger.late).toEqual([]);
    expect(readers.failures).toEqual([]);
    expect(readers.counts.texts).toBeGreaterThan(PLAN.seconds);
  });

  it('sends each message once, or says that nobody knows', async () => {
    const accepted = new Map<string, number>();
    for (const { message } of stage.double.accepted.all()) {
      const { body = '' } = (message as { readonly text?: { readonly body?: string } }).text ?? {};
      accepted.set(body, (accepted.get(body) ?? 0) + 1);
    }
    expect([...accepted].filter(([, count]) => count > 1)).toEqual([]);
    const log = stage.db.collection<SendLogRow>(COLLECTIONS.sendLog);
    const unknown = await log.countDocuments({ status: 'FAILED', failure: 'OUTCOME_UNKNOWN' });
    expect(await log.countDocuments()).toBe(load.sends.taken.size);
    const missing = [...load.sends.taken].filter((text) => !accepted.has(text));
    expect(missing.length).toBeLessThanOrEqual(unknown);
    expect(await log.countDocuments({ status: { $in: ['SENT', 'DELIVERED'] } })).toBe(
      load.sends.taken.size - unknown,
    );
  });

  it('has forgotten what was due, and no cleanup failed', async () => {
    const { db, clock, numbers } = stage;
    const messages = db.collection<MessageRow>(COLLECTIONS.messages);
    const due = {
      number: numbers.of('days').id,
      at: { $lte: new Date(clock().getTime() - NUMBER_DAYS * DAY_MS) },
    };
    await sayDue(db);
    await eventually(async () => ((await messages.countDocuments(due)) === 0 ? true : null), MINUTE_MS);
    const sweeps = await db.collection<SweepRow>(COLLECTIONS.sweeps).find().toArray();
    const ended = sweeps.filter(({ open }) => open !== true);
    expect(ended.filter(({ state }) => state !== 'COMPLETED')).toEqual([]);
    expect(sweeps.flatMap(({ phases }) => phases).filter(({ failed }) => failed > 0)).toEqual([]);
    const deleted = sweeps.flatMap(({ phases }) => phases).reduce((sum, phase) => sum + phase.deleted, 0);
    expect(deleted).toBeGreaterThan(0);
  });

  it('takes no more memory as it goes on', async () => {
    await tellFigures(stage, load, readers);
    const long = stage.crew.memory.lives.filter((life) => secondsOf(life) >= 8 * 60);
    expect(long).toHaveLength(IS_LONG ? 4 : 0);
    for (const life of long) {
      const early = meanBetween(life, 120, 240) ?? 0;
      const late = meanBetween(life, 420, 480) ?? 0;
      expect(late).toBeLessThan(early * 1.25 + GROWTH_MIB);
    }
    // What a process holds whose heap is bound by nothing but Node's own limit would be gigabytes.
    for (const { samples } of stage.crew.memory.lives) expect(Math.max(0, ...samples)).toBeLessThan(512);
  });
});
