import { setTimeout as delay } from 'node:timers/promises';
import type { MemberName } from './crew.js';
import type { SoakStage } from './stage.js';

/** What is done to the crew or to its database, so many milliseconds after the load began. */
export interface Blow {
  readonly atMs: number;
  readonly to: MemberName | 'database';
}

/** The jobs that forget by schedule, which goes by the machine's clock: a leap makes them due. */
const FORGETTING = ['sweepAccounts', 'runNumberRetention', 'runApiKeyRetention'];
const LOOK_MS = 100;

/** Deals the blows, each at its time; resolves when all that was killed serves again. */
export async function dealBlows({ crew, engine }: SoakStage, blows: readonly Blow[]): Promise<void> {
  const start = performance.now();
  const restarts = new Map<MemberName, Promise<void>>();
  let outages = 0;
  for (const { atMs, to } of blows) {
    await delay(Math.max(0, start + atMs - performance.now()));
    if (to === 'database') {
      outages += 1;
      // In turn as a crash and as an administrator do it.
      await (outages % 2 === 1 ? engine.kill() : engine.stop());
      await engine.start();
    } else {
      const before = restarts.get(to) ?? Promise.resolve();
      restarts.set(
        to,
        before.then(() => crew.killAndStart(to)),
      );
    }
  }
  await Promise.all(restarts.values());
}

/** Has the cleanups run after each leap of the clock, by whichever worker takes the jobs. Gives the way to stop. */
export function sweepAtLeaps({ db, leaper }: SoakStage): () => Promise<void> {
  let isOver = false;
  const loop = async (): Promise<void> => {
    let done = leaper.count();
    while (!isOver) {
      await delay(LOOK_MS);
      const now = leaper.count();
      if (now === done) continue;
      const isSaid = await sayDue(db).catch(() => false);
      if (isSaid) done = now;
    }
  };
  const looping = loop();
  return async () => {
    isOver = true;
    await looping;
  };
}

/** @returns true, once the database has it */
export async function sayDue(db: SoakStage['db']): Promise<boolean> {
  const jobs = db.collection('jobs');
  const free = { name: { $in: FORGETTING }, type: 'single', lockedAt: null };
  await jobs.updateMany(free, { $set: { nextRunAt: new Date() } });
  return true;
}
