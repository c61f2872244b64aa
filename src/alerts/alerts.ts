import { errorName } from '../lib/errors.js';
import type { ErasureRow } from '../retention/erase/erasureRow.js';
import type { SweepRow } from '../retention/sweepRow.js';
import { createIncidents, type Incidents } from './incidents.js';
import { judgeErasure } from './judgeErasure.js';
import { judgeSweep } from './judgeSweep.js';
import { tellIncidents, type TellingDeps } from './tellIncidents.js';
import { watchOverdue } from './watchOverdue.js';

/** Tells administrators by mail when forgetting is held up, and when it works again. */
export interface Alerts {
  readonly incidents: Incidents;
  /** A run has ended. Never throws: the run itself is what counts. */
  sweepEnded(row: SweepRow): Promise<void>;
  /** An erasure was tried. Never throws. */
  erasureRan(row: ErasureRow): Promise<void>;
  /** Looks for records that should be gone by now, in every account. */
  watchOverdue(beat: () => Promise<void>): Promise<void>;
  /** Mails what is still to be told. */
  tell(): Promise<void>;
}

export function createAlerts(deps: TellingDeps): Alerts {
  const { core } = deps;
  const incidents = createIncidents(core);
  const tell = (): Promise<void> => tellIncidents(deps);
  const noted = async ({ account, _id: run }: SweepRow | ErasureRow, judge: () => Promise<void>) => {
    try {
      await judge();
      await tell();
    } catch (error) {
      core.log.error({ account, run, reason: errorName(error) }, 'What a run tells could not be noted.');
    }
  };
  return {
    incidents,
    tell,
    watchOverdue: async (beat) => {
      await watchOverdue(core, incidents, beat);
      await tell();
    },
    sweepEnded: (row) => noted(row, () => judgeSweep(core, incidents, row)),
    erasureRan: (row) => noted(row, () => judgeErasure(incidents, row)),
  };
}
