import { describe, expect, test } from '@jest/globals';
import { SYSTEM } from '../../../src/domain/events.js';
import { createCore, openCore } from '../../../src/events/core.js';
import { createMemoryDocuments } from '../../../src/events/memoryDocuments.js';
import { MINUTE_MS } from '../../../src/lib/clock.js';
import { silentLog } from '../../../src/lib/log.js';
import { projectAll } from '../../../src/projections/all.js';
import type { SweepRow } from '../../../src/retention/sweepRow.js';
import { Crash, createCrashSwitch } from '../../support/crash.js';
import { createForgetCallStage } from '../../support/forgetCallStage.js';

const EVERY = process.env['LETHE_TEST_LONG'] === '1' ? 1 : 4;
const STEPS = Array.from({ length: 36 / EVERY }, (_, step) => step * EVERY + 1);

/** A process that dies at its n-th write while it forgets calls, and a second one that finishes. */
async function withCrashAt(
  step: number,
): Promise<{ readonly row: SweepRow; readonly left: readonly unknown[] }> {
  const crash = createCrashSwitch();
  const stage = await createForgetCallStage(async (clock) => {
    const core = createCore({
      documents: crash.wrap(createMemoryDocuments()),
      keys: crash.wrap(createMemoryDocuments()),
      masterKey: Buffer.alloc(32, 5),
      clock,
      log: silentLog,
      project: projectAll,
    });
    await openCore(core);
    return core;
  });
  try {
    await stage.addCall('1', 40, 'COPY');
    await stage.addCall('2', 40, 'LEAVE');
    await stage.addCall('3', 40);
    const young = await stage.addCall('4', 1, 'COPY');
    const { account } = stage.context;
    const { _id: sweep } = await stage.sweeps.request({ account, trigger: 'MANUAL', by: SYSTEM });
    crash.arm(step);
    await stage.sweeps.run({ account, sweep }).catch((error: unknown) => {
      if (!(error instanceof Crash)) throw error;
    });
    crash.revive();
    stage.now = new Date(stage.now.getTime() + MINUTE_MS);
    const row = await stage.sweeps.run({ account, sweep });
    expect(await stage.ids('calls')).toEqual([young.call]);
    expect(await stage.ids('recordings')).toEqual([young.recording]);
    const left = [...stage.double.telephony.deleted].sort();
    expect(await stage.objects()).toHaveLength(1);
    expect(await stage.ids('media')).toHaveLength(1);
    return { row, left };
  } finally {
    await stage.stop();
  }
}

describe('a process that dies while it forgets calls', () => {
  test('at whichever step: the same is gone in the end, and the counts agree', async () => {
    for (const step of STEPS) {
      const { row, left } = await withCrashAt(step);
      expect(row).toMatchObject({ state: 'COMPLETED', failures: 0 });
      expect(left).toEqual(['CA1', 'CA2', 'CA3', 'RE1', 'RE2']);
      expect(row.phases.map(({ name, deleted }) => [name, deleted]).slice(0, 4)).toEqual([
        ['RECORDINGS', 1],
        ['THIRD_PARTY', 5],
        ['WEBHOOKS', 0],
        ['CALLS', 3],
      ]);
    }
  });
});
