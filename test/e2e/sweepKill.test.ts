import { afterEach, describe, expect, it } from '@jest/globals';
import { DAY_MS } from '../../src/lib/clock.js';
import { startDatabaseGate, type DatabaseGate } from '../support/databaseGate.js';
import { startGatewayProcess, type GatewayProcess } from '../support/gatewayProcess.js';
import { lookAtEverything } from '../support/sweeping/everything.js';
import { whenSweepIs, type Moment, type Part } from '../support/sweeping/moments.js';
import { askForSweep, expectSwept, KEY_DAYS } from '../support/sweeping/run.js';
import { startSweepStage, type SweepStage } from '../support/sweeping/stage.js';

const isLong = process.env['LETHE_TEST_LONG'] === '1';
/** One that dies while it commits keeps its locks for a minute: the database gives its transaction up by then. */
const MOMENTS: readonly Moment[] = isLong ? ['COMMITTED', 'BEGUN', 'COMMITTING'] : ['COMMITTED'];
/** By their places (src/retention/phases.ts); each start takes seconds. */
const PHASES: readonly Part[] = isLong ? [0, 1, 2, 3, 4, 5] : [1, 3];

/**
 * One sweep whose process is killed in each of these phases and at its end, at the very command that says how far it is;
 * each time another one goes on. There are two numbers: it dies between the first one's records and the second one's.
 */
describe('kill -9 in the phases of a sweep', () => {
  let stage: SweepStage;
  let gate: DatabaseGate;
  let gateway: GatewayProcess;
  afterEach(async () => {
    await gateway.stop();
    await gate.stop();
    await stage.stop();
  });

  it.each(MOMENTS)(
    'when it is %s: all that is due is gone, nothing else is, and there is one receipt',
    async (moment) => {
      stage = await startSweepStage([40 * DAY_MS, 0], KEY_DAYS);
      gate = await startDatabaseGate(stage.database.uri);
      const start = async (): Promise<void> => {
        gateway = await startGatewayProcess({ ...stage.environment, MONGODB_URI: gate.uri });
      };
      const before = await lookAtEverything(stage);
      await start();
      const parts: readonly Part[] = moment === 'BEGUN' ? PHASES : [...PHASES, 'END'];
      let caught = gate.holdWhen(whenSweepIs(parts[0] ?? 0, moment));
      const sweep = await askForSweep(gateway.url);
      for (const next of [...parts.slice(1), null]) {
        await caught;
        await gateway.kill();
        if (next !== null) caught = gate.holdWhen(whenSweepIs(next, moment));
        await start();
      }
      const row = await expectSwept(stage, sweep, before);
      // Each that was killed had taken it over from the one before; the end was reached twice where it was not committed.
      const workers = moment === 'COMMITTED' ? parts.length : parts.length + 1;
      expect(row.fence).toBe(workers);
    },
    900_000,
  );
});
