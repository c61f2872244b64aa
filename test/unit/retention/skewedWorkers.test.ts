import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { createThirdParty } from '../../../src/administration/thirdParty.js';
import { createTelephonyClient } from '../../../src/channels/telephony/createTelephonyClient.js';
import { SYSTEM } from '../../../src/domain/events.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { createCore, openCore, type Core } from '../../../src/events/core.js';
import { createMemoryDocuments } from '../../../src/events/memoryDocuments.js';
import { MINUTE_MS } from '../../../src/lib/clock.js';
import { silentLog } from '../../../src/lib/log.js';
import { projectAll } from '../../../src/projections/all.js';
import type { ReceiptRow } from '../../../src/projections/receipts.js';
import { isFinished, type SweepRow } from '../../../src/retention/sweepRow.js';
import { createSweeps } from '../../../src/retention/sweeps.js';
import { createMemoryObjectStore } from '../../../src/storage/memoryObjectStore.js';
import { createForgetCallStage } from '../../support/forgetCallStage.js';

/** Longer than a lease and than the scheduler's lock of a job: each thinks that the other one has been silent for long. */
const SKEWS_MS = [-30 * MINUTE_MS, 30 * MINUTE_MS];
/** How far the first one is when the second one comes (turns of the event loop). */
const HEADSTARTS =
  process.env['LETHE_TEST_LONG'] === '1' ? Array.from({ length: 60 }, (_, at) => at) : [0, 6, 15];

describe('two workers at once whose clocks are apart', () => {
  test.each(SKEWS_MS)(
    'by %i ms: the same is gone, nothing younger is, and there is one receipt',
    async (skew) => {
      for (const headstart of HEADSTARTS) {
        const shared = {
          ...{
            documents: createMemoryDocuments(),
            keys: createMemoryDocuments(),
            masterKey: Buffer.alloc(32, 5),
          },
          ...{ objects: createMemoryObjectStore(), log: silentLog, project: projectAll },
        };
        const open = async (clock: () => Date): Promise<Core> => {
          const core = createCore({ ...shared, clock });
          await openCore(core);
          return core;
        };
        const stage = await createForgetCallStage(open);
        const other = await open(() => new Date(stage.now.getTime() + skew));
        const client = createTelephonyClient(stage.double.origin);
        const second = createSweeps(other, { thirdParty: createThirdParty(other, client, 0) });
        try {
          await stage.addCall('1', 40, 'COPY');
          await stage.addCall('2', 40, 'LEAVE');
          await stage.addCall('3', 40);
          // Due in some minutes by the clock that is ahead: not yet by the run's own instant.
          const soon = await stage.addCall('4', 30 + 1 / 12 - 0.01, 'COPY');
          const young = await stage.addCall('5', 1, 'LEAVE');
          const { account } = stage.context;
          const { _id: sweep } = await stage.sweeps.request({ account, trigger: 'MANUAL', by: SYSTEM });
          const late = async (): Promise<SweepRow> => {
            for (let turns = 0; turns < headstart; turns += 1) await turn();
            return second.run({ account, sweep });
          };
          await Promise.all([stage.sweeps.run({ account, sweep }), late()]);
          let row = await stage.sweeps.get(account, sweep);
          for (let tries = 0; !isFinished(row) && tries < 5; tries += 1)
            row = await (tries % 2 === 0 ? second : stage.sweeps).run({ account, sweep });

          expect(row).toMatchObject({ state: 'COMPLETED', failures: 0 });
          expect(await stage.ids('calls')).toEqual([soon.call, young.call].sort());
          expect(await stage.ids('recordings')).toEqual([soon.recording, young.recording].sort());
          expect(await stage.objects()).toHaveLength(1);
          expect([...stage.double.telephony.deleted].sort()).toEqual(['CA1', 'CA2', 'CA3', 'RE1', 'RE2']);
          expect(row.phases.map(({ name, deleted }) => [name, deleted]).slice(0, 4)).toEqual([
            ['RECORDINGS', 1],
            ['THIRD_PARTY', 5],
            ['WEBHOOKS', 0],
            ['CALLS', 3],
          ]);
          const receipts = await shared.documents.find<ReceiptRow>(COLLECTIONS.receipts, { account });
          expect(receipts.map(({ of }) => of)).toEqual([sweep]);
        } finally {
          await stage.stop();
        }
      }
    },
  );
});
