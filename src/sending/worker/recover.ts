import { SYSTEM } from '../../domain/events.js';
import { sendDecider, sendStream } from '../../domain/send/send.js';
import { queueSend } from '../../domain/send/sendCommands.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import { handle } from '../../events/handle.js';
import { errorName } from '../../lib/errors.js';
import type { OutboxRow } from '../../projections/sendRows.js';
import { LOAD_LIMIT } from './limits.js';
import { markUncertain } from './markUncertain.js';
import { fail } from './settle.js';

const LEASED = ['CLAIMED', 'ASKED', 'INLINE', 'UNCERTAIN'];

/**
 * Takes up what dead processes left: who was asking leaves an uncertain send behind, who was canceling a waiting
 * one; and what stayed uncertain for too long has failed.
 * @param isRunning what this very process is asking for
 * @returns how many rows there were
 */
export async function recover(core: Core, isRunning: (id: string) => boolean): Promise<number> {
  const rows = await core.documents.find<OutboxRow>(
    COLLECTIONS.outbox,
    { state: { $in: LEASED }, dueAt: { $lte: core.clock() } },
    { sort: { dueAt: 1 }, limit: LOAD_LIMIT },
  );
  const dead = rows.filter(({ _id }) => !isRunning(_id));
  for (const row of dead) {
    try {
      await recoverOne(core, row);
    } catch (error) {
      core.log.error({ send: row._id, reason: errorName(error) }, 'A send could not be recovered.');
    }
  }
  return dead.length;
}

async function recoverOne(core: Core, row: OutboxRow): Promise<void> {
  const { account, _id, facts, claim } = row;
  switch (row.state) {
    case 'CLAIMED':
      await core.documents.update(COLLECTIONS.outbox, [
        {
          filter: { _id, account, state: 'CLAIMED', claim },
          set: { state: 'WAITING', dueAt: core.clock() },
          unset: ['claim', 'leaseUntil'],
        },
      ]);
      return;
    case 'INLINE': {
      if (!facts) return;
      const target = { account, stream: sendStream(_id), by: SYSTEM };
      await handle(core.store, sendDecider, target, (state) =>
        queueSend(state, { ...facts, isInline: true, idempotency: null }, null),
      );
      await markUncertain(core, account, _id);
      return;
    }
    case 'ASKED':
      await markUncertain(core, account, _id);
      return;
    case 'UNCERTAIN':
      await fail(core, row, {
        reason: 'OUTCOME_UNKNOWN',
        errorCode: null,
        errorMessage:
          'The provider was asked and gave no answer, and no status told that it took the message. It was not sent again.',
      });
      return;
    case 'WAITING':
  }
}
