import { SECOND_MS } from '../../lib/clock.js';
import { errorName } from '../../lib/errors.js';
import type { Attributes, Span } from '../../lib/tracer.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { DeliveryRow } from '../../projections/webhookRows.js';
import { answerToTell, verdictOf, type Answer } from './answer.js';
import { claimDue, dueLanes, LEASE_RESERVE_MS, type DueLane } from './claims.js';
import type { FirstTries } from './firstTries.js';
import type { TriedEndpoint } from './health.js';
import { adaptLimit, createLanes, type Lane } from './lanes.js';
import type { OpenedEvent } from './openSources.js';
import { MAX_TRIES, nextTryAt, parseRetryAfter, pauseMs } from './schedule.js';
import type { Sender } from './sender.js';
import type { Settlement } from './settle.js';
import { signWebhook } from './signing.js';
import type { WebhookTargets } from './targets.js';

/** What is posted, or why nothing is. */
export type Opened =
  | { readonly kind: 'OPEN'; readonly body: string; readonly subject: string | null }
  | { readonly kind: 'ERASED' | 'DELETED' };

export interface Worker {
  readonly room: (webhook: string) => number;
  /** Sends deliveries that are claimed by this process. */
  readonly take: (rows: readonly DeliveryRow[]) => Promise<void>;
  /** Takes all that is due and in nobody's hands, and says how much that was. */
  scan(): Promise<number>;
  isIdle(): boolean;
  /** Takes nothing more from the database: what is given back now would come again at once. */
  stop(): void;
}

export interface WorkerDeps {
  readonly core: Core;
  readonly targets: WebhookTargets;
  readonly sender: Sender;
  readonly open: (row: DeliveryRow) => Promise<Opened>;
  readonly firsts: FirstTries;
  readonly settle: (settlement: Settlement) => Promise<DeliveryRow | null>;
  readonly health: (tried: TriedEndpoint) => Promise<void>;
  /** Told of each delivery that has changed. */
  readonly changed: (row: DeliveryRow) => void;
  /** Asks for a scan at an instant of the clock. */
  readonly wakeAt: (at: Date) => void;
  /** 0 to 1. */
  readonly random: () => number;
}

/** Tries deliveries, each endpoint in a lane of its own. */
export function createWorker(deps: WorkerDeps): Worker {
  const { core, targets, sender, settle, health } = deps;
  let scanning: Promise<number> | null = null;
  let isStopped = false;

  const run = async (row: DeliveryRow, lane: Lane): Promise<void> => {
    try {
      const after = await core.tracer.run('delivery', tellOf(row), (span) => attempt(row, lane, span), {
        isRoot: true,
      });
      if (!after) return;
      deps.changed(after);
      if (after.dueAt) deps.wakeAt(after.dueAt);
      else if (lane.ordered) await unblock(core, after, lane);
    } catch (error) {
      // Its lease runs out, or its event is dispatched anew, and it is tried again.
      deps.firsts.failed(row._id);
      core.log.error({ delivery: row._id, reason: errorName(error) }, 'A delivery could not be worked on.');
    }
  };

  const attempt = async (
    row: DeliveryRow,
    lane: Lane,
    span: Span<'delivery'>,
  ): Promise<DeliveryRow | null> => {
    const isLeased =
      deps.firsts.isHeld(row._id) ||
      (row.leaseUntil?.getTime() ?? 0) - core.clock().getTime() > LEASE_RESERVE_MS;
    if (!isLeased) return null;
    const skip = (reason: NonNullable<DeliveryRow['reason']>) =>
      settle({ row, set: { state: 'SKIPPED', reason }, subject: null });
    const webhook = await targets.find(row.account, row.webhook);
    if (!webhook) return skip('DELETED');
    if (!webhook.isActive) return skip('DISABLED');
    if (webhook.ordered) {
      const dueAt = await blockedUntil(core, row);
      if (dueAt) return settle({ row, set: { dueAt }, subject: null });
    }
    const opened = openedOf(deps.firsts.opened(row._id)) ?? (await deps.open(row));
    if (opened.kind !== 'OPEN') return skip(opened.kind);
    const at = core.clock();
    const secrets = await targets.secrets(webhook, at);
    if (secrets.length === 0) return skip('DELETED');
    const headers = signWebhook(secrets, row._id, at, opened.body);
    const answer = await sender.send(webhook.url, headers, opened.body);
    span.tell(answerToTell(answer));
    // Given back, for the next process to send.
    if (answer.kind === 'STOPPED') return settle({ row, set: dueAgain(row), subject: null });
    return judge(row, lane, answer, at, opened.subject);
  };

  const judge = async (
    row: DeliveryRow,
    lane: Lane,
    answer: Exclude<Answer, { kind: 'STOPPED' }>,
    at: Date,
    subject: string | null,
  ): Promise<DeliveryRow | null> => {
    const verdict = verdictOf(answer);
    core.meter.count('webhook_attempts_total', { outcome: verdict.kind });
    core.meter.time(
      'webhook_attempt_duration_seconds',
      { outcome: verdict.kind },
      answer.durationMs / SECOND_MS,
    );
    const now = core.clock();
    adaptLimit(lane, answer.kind === 'ANSWERED');
    const tries = row.tries + 1;
    const retryAfterMs = verdict.kind === 'FAILED' ? parseRetryAfter(verdict.retryAfter, now) : null;
    if (verdict.kind === 'DELIVERED') lane.throttled = 0;
    if (verdict.kind === 'FAILED' && verdict.isThrottled) slowDown(lane, retryAfterMs);
    const dueAt =
      verdict.kind === 'FAILED' && tries < MAX_TRIES
        ? nextTryAt(tries, now, deps.random(), retryAfterMs)
        : null;
    const state = verdict.kind === 'DELIVERED' ? 'SUCCEEDED' : dueAt ? 'PENDING' : 'FAILED';
    const after = await settle({
      row,
      set: { state, tries, ...(dueAt && { dueAt }) },
      attempt: {
        at,
        durationMs: answer.durationMs,
        statusCode: answer.kind === 'ANSWERED' ? answer.statusCode : null,
        error: answer.kind === 'FAILED' ? answer.error : null,
      },
      ...(answer.kind === 'ANSWERED' && { response: answer.body }),
      subject,
    });
    await health({ account: row.account, webhook: row.webhook, outcome: verdict.kind });
    return after;
  };

  const slowDown = (lane: Lane, retryAfterMs: number | null): void => {
    lane.throttled += 1;
    lane.limit = 1;
    const ms = pauseMs(lane.throttled, deps.random(), retryAfterMs);
    lane.pausedUntil = performance.now() + ms;
    setTimeout(() => {
      lanes.pump();
      if (lane.hasMore) refillOrLog(lane);
    }, ms + 1).unref();
  };

  const refill = async (due: DueLane): Promise<number> => {
    if (isStopped) return 0;
    const lane = lanes.lane(due.account, due.webhook);
    lane.hasMore = false;
    const room = lane.pausedUntil > performance.now() ? 0 : lanes.room(due.webhook);
    if (room === 0) {
      lane.hasMore = true;
      return 0;
    }
    const rows = await claimDue(core, due, room);
    lane.hasMore = rows.length === room;
    await take(rows);
    return rows.length;
  };
  const refillOrLog = (lane: Lane): void => {
    refill(lane).catch((error: unknown) => {
      lane.hasMore = true;
      core.log.error({ webhook: lane.webhook, reason: errorName(error) }, 'A lane could not be filled.');
    });
  };

  const take = async (rows: readonly DeliveryRow[]): Promise<void> => {
    for (const { account, webhook } of new Map(rows.map((row) => [row.webhook, row])).values())
      lanes.lane(account, webhook).ordered = (await targets.find(account, webhook))?.ordered ?? false;
    lanes.add(rows);
  };

  const scan = async (): Promise<number> => {
    let taken = 0;
    for (const lane of await dueLanes(core)) taken += await refill(lane);
    return taken;
  };

  const lanes = createLanes({
    run,
    onSpace: (lane) => {
      lane.hasMore = false;
      refillOrLog(lane);
    },
  });

  const unblock = async ({ documents, clock }: Core, row: DeliveryRow, lane: Lane): Promise<void> => {
    const { account, webhook, conversation, order } = row;
    const filter = { account, webhook, state: 'PENDING', conversation, order: { $gt: order } };
    const next = await documents.findOne<DeliveryRow>(COLLECTIONS.deliveries, filter, { sort: { order: 1 } });
    if (!next || next.leaseUntil !== undefined) return;
    await documents.update(COLLECTIONS.deliveries, [
      { filter: { _id: next._id, account, state: 'PENDING' }, set: { dueAt: clock() } },
    ]);
    await refill(lane);
  };

  return {
    room: lanes.room,
    take,
    scan: () => {
      scanning ??= scan().finally(() => {
        scanning = null;
      });
      return scanning;
    },
    isIdle: lanes.isIdle,
    stop: () => {
      isStopped = true;
    },
  };
}

function tellOf({ account, webhook, _id, event, tries }: DeliveryRow): Attributes<'delivery'> {
  return {
    'lethe.account': account,
    'lethe.webhook': webhook,
    'lethe.delivery': _id,
    'lethe.event': event,
    'lethe.try': tries + 1,
  };
}

function openedOf(event: OpenedEvent | null): Opened | null {
  return event && { kind: 'OPEN', body: event.text, subject: event.subject };
}

function dueAgain({ dueAt }: DeliveryRow): Pick<DeliveryRow, 'dueAt'> {
  return dueAt ? { dueAt } : {};
}

/** An earlier event of the conversation is not settled yet: this one waits for it, and is looked at again then. */
async function blockedUntil({ documents, clock }: Core, row: DeliveryRow): Promise<Date | null> {
  const { account, webhook, conversation, order } = row;
  const filter = { account, webhook, state: 'PENDING', conversation, order: { $lt: order } };
  const before = await documents.findOne<DeliveryRow>(COLLECTIONS.deliveries, filter, { sort: { order: 1 } });
  if (!before?.dueAt) return null;
  return new Date(Math.max(before.dueAt.getTime(), clock().getTime() + SECOND_MS));
}
