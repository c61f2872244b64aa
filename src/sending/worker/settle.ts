import type { SendOutcome } from '../../channels/outbound.js';
import { SYSTEM } from '../../domain/events.js';
import { sendDecider, sendStream } from '../../domain/send/send.js';
import { failSend } from '../../domain/send/sendCommands.js';
import type { SendFailureReason } from '../../domain/send/sendStatus.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import { handle } from '../../events/handle.js';
import { adoptStatuses, type createStatusFinder } from '../../ingest/adoptStatuses.js';
import { recordAcceptance } from '../../ingest/recordAcceptance.js';
import { SECOND_MS } from '../../lib/clock.js';
import type { Directory } from '../../projections/directory.js';
import type { OutboxRow } from '../../projections/sendRows.js';
import { backoffMs } from './backoff.js';
import type { Lanes } from './lanes.js';
import { GIVE_UP_MS } from './limits.js';
import { markUncertain } from './markUncertain.js';
import type { Prepared } from './prepare.js';
import { reasonOf } from './reasonOf.js';

export interface SettleDeps {
  readonly core: Core;
  readonly directory: Directory;
  readonly lanes: Lanes;
  readonly hasStatuses: ReturnType<typeof createStatusFinder>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Told when something that waits again falls due. */
  readonly wakeAt: (at: Date) => void;
}

/** How long a number's lane rests when its provider cannot be reached: its rows would fail one after another. */
const UNREACHABLE_PAUSE_MS = SECOND_MS;

/** Writes down what became of one try. @param claim ours on the row */
export async function settle(
  deps: SettleDeps,
  row: OutboxRow,
  claim: string,
  { opened, message }: Extract<Prepared, { readonly kind: 'ASK' }>,
  outcome: SendOutcome,
): Promise<void> {
  const { core, directory } = deps;
  // From when it was to go out: a scheduled one has waited for long by then.
  const since = opened.row.deliverAt ?? opened.row.at;
  core.meter.count('sends_total', { outcome: outcome.kind });
  switch (outcome.kind) {
    case 'ACCEPTED': {
      const { externalId, isHeld } = outcome;
      const told = { externalId, isHeld, recipient: message.recipient, at: core.clock() };
      await recordAcceptance(core, directory, opened, told);
      await adoptStatuses(core, deps.hasStatuses, row, externalId);
      return;
    }
    case 'UNKNOWN':
      await markUncertain(core, row.account, row._id);
      return;
    case 'UNREACHABLE': {
      deps.lanes.pauseNumber(row.number, new Date(core.clock().getTime() + UNREACHABLE_PAUSE_MS));
      const failure = { errorCode: null, errorMessage: 'The provider could not be reached.' };
      await again(deps, row, claim, since, null, failure);
      return;
    }
    case 'REFUSED': {
      const { code: errorCode, message: errorMessage, retryAfterMs, throttles } = outcome;
      const failure = { errorCode, errorMessage };
      if (outcome.class !== 'RETRY') {
        await fail(core, row, { reason: reasonOf(outcome), ...failure });
        return;
      }
      const dueAt = await again(deps, row, claim, since, retryAfterMs, failure);
      if (dueAt !== null && throttles === 'NUMBER') deps.lanes.pauseNumber(row.number, dueAt);
    }
  }
}

interface Failure {
  readonly errorCode: number | null;
  readonly errorMessage: string;
}

/** Back to waiting, with all that follow in its conversation, or failed when its time is over; null: failed. */
async function again(
  { core, lanes, random, wakeAt }: SettleDeps,
  row: OutboxRow,
  claim: string,
  since: Date,
  retryAfterMs: number | null,
  failure: Failure,
): Promise<Date | null> {
  const { account, _id, conversation } = row;
  const now = core.clock();
  const dueAt = new Date(now.getTime() + backoffMs(row.attempts + 1, retryAfterMs, random()));
  if (row.deliverUntil !== null && dueAt >= row.deliverUntil) {
    await fail(core, row, { reason: 'TOO_LATE', ...failure });
    return null;
  }
  if (dueAt.getTime() - since.getTime() > GIVE_UP_MS && row.attempts > 0) {
    await fail(core, row, { reason: 'RETRIES_EXHAUSTED', ...failure });
    return null;
  }
  lanes.pauseConversation(row, dueAt);
  await core.documents.update(COLLECTIONS.outbox, [
    {
      filter: { _id, account, state: 'ASKED', claim },
      set: { state: 'WAITING', dueAt },
      unset: ['claim', 'leaseUntil'],
    },
    ...(conversation === null
      ? []
      : [
          {
            filter: { account, conversation, state: 'WAITING', dueAt: { $lt: dueAt } },
            set: { dueAt },
            many: true,
          },
        ]),
  ]);
  wakeAt(dueAt);
  return dueAt;
}

/** It will not be sent any more; its row in the outbox goes with the event. */
export async function fail(
  core: Core,
  { account, _id }: OutboxRow,
  failure: Failure & { readonly reason: SendFailureReason },
): Promise<void> {
  const target = { account, stream: sendStream(_id), by: SYSTEM };
  const { state } = await handle(core.store, sendDecider, target, (now) =>
    failSend(now, { at: core.clock(), ...failure }),
  );
  // It was over already: nothing waits for it.
  const isOver = state.kind === 'KNOWN' && (state.status !== 'QUEUED' || state.externalKey !== null);
  if (isOver) await core.documents.deleteMany(COLLECTIONS.outbox, { _id, account });
}
