import { afterEach, describe, expect, it } from '@jest/globals';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/lib/clock.js';
import { API_KEY_RUN_CRON, NUMBER_RUN_CRON } from '../../src/retention/schedule.js';
import { startDatabaseGate, type DatabaseGate } from '../support/databaseGate.js';
import { startGatewayProcess, type GatewayProcess } from '../support/gatewayProcess.js';
import { eventually } from '../support/session.js';
import { lookAtEverything } from '../support/sweeping/everything.js';
import { whenSweepIs, type Part } from '../support/sweeping/moments.js';
import { askForSweep, DAYS, expectSwept, findSweep, KEY_DAYS } from '../support/sweeping/run.js';
import { startSweepStage, type SweepStage } from '../support/sweeping/stage.js';

/** Longer than a lease and than the queue's lock of a job: who is ahead thinks that the other one is long dead. */
const SKEW_MS = 30 * MINUTE_MS;
const CLOCK = new URL('../support/skewedClock.mjs', import.meta.url).href;
/** Due by the clock that is ahead, and not by the one that is behind. */
const NEARLY_DUE_MS = DAYS * DAY_MS + 2 * HOUR_MS + SKEW_MS / 3;

const isLong = process.env['LETHE_TEST_LONG'] === '1';
const CASES: readonly (readonly [first: 'behind' | 'ahead', part: Part])[] = isLong
  ? ([0, 1, 2, 3, 4, 5, 'END'] as const).flatMap((part) => [
      ['behind', part] as const,
      ['ahead', part] as const,
    ])
  : [['behind', 0]];

/** Planned by our clock, they can be due already by the one that is ahead, and would delete beside the sweep. */
async function putOffDailyRuns({ database: { db } }: SweepStage): Promise<void> {
  const daily = { repeatInterval: { $in: [NUMBER_RUN_CRON, API_KEY_RUN_CRON] } };
  await db.collection('jobs').updateMany(daily, { $set: { nextRunAt: new Date(Date.now() + DAY_MS) } });
}

/** Two gateways, in real processes on one database, at work on one sweep at the same moment. */
describe('two workers whose clocks are an hour apart', () => {
  let stage: SweepStage;
  let gate: DatabaseGate;
  const gateways: GatewayProcess[] = [];
  afterEach(async () => {
    await Promise.all(gateways.splice(0).map((gateway) => gateway.stop()));
    await gate.stop();
    await stage.stop();
  });

  const start = async (clock: 'behind' | 'ahead', uri: string): Promise<GatewayProcess> => {
    const gateway = await startGatewayProcess({
      ...{ ...stage.environment, MONGODB_URI: uri, NODE_OPTIONS: `--import=${CLOCK}` },
      CLOCK_SKEW_MS: String(clock === 'ahead' ? SKEW_MS : -SKEW_MS),
    });
    gateways.push(gateway);
    return gateway;
  };

  it.each(CASES)(
    'the first one is %s, and in part %s of it: the same is gone, nothing younger is, and there is one receipt',
    async (clock, part) => {
      stage = await startSweepStage([40 * DAY_MS, NEARLY_DUE_MS, 0], KEY_DAYS);
      await putOffDailyRuns(stage);
      gate = await startDatabaseGate(stage.database.uri);
      const before = await lookAtEverything(stage);
      const first = await start(clock, gate.uri);
      const caught = gate.holdWhen(whenSweepIs(part, 'COMMITTED'));
      const sweep = await askForSweep(first.url);
      const letGo = await caught;
      await start(clock === 'ahead' ? 'behind' : 'ahead', stage.database.uri);
      await eventually(async () => {
        const { fence, open } = await findSweep(stage, sweep);
        const looked = await stage.database.db.collection('jobs').countDocuments({ name: 'resumeSweeps' });
        // Who is behind sees a lease that goes on for long, and leaves it alone.
        const hasCome = clock === 'behind' ? fence > 1 || !open : looked === 0;
        return hasCome ? true : null;
      });
      letGo();
      const { fence } = await expectSwept(stage, sweep, before);
      // Taken over in the middle, or left to the one that has it.
      expect(fence).toBe(clock === 'behind' && part !== 'END' ? 2 : 1);
    },
    300_000,
  );
});
