import { createHash } from 'node:crypto';
import { isSubscribed } from '../../domain/webhook/webhookEvents.js';
import type { Core } from '../../events/core.js';
import { DAY_MS } from '../../lib/clock.js';
import { derivedId } from '../../lib/ids.js';
import { createMutexes } from '../../lib/mutexes.js';
import type { DeliveryRow, WebhookRow } from '../../projections/webhookRows.js';
import { bodyOf, isOfMessage, type RelayedEvent } from '../inboundEvents.js';
import type { LiveRelay } from '../liveRelay.js';
import { answerToTell, verdictOf, type Answer } from '../webhooks/answer.js';
import type { TriedEndpoint } from '../webhooks/health.js';
import type { Sender } from '../webhooks/sender.js';
import { signWebhook } from '../webhooks/signing.js';
import type { WebhookTargets } from '../webhooks/targets.js';
import { createRelayMemory, type Arrived } from './memory.js';
import { createPlaces, NoRoom } from './places.js';

/** Not every target took an event that is kept nowhere: whoever sent it must send it again. */
export class RelayNotTaken extends Error {
  override readonly name = 'RelayNotTaken';
}

/** Tells endpoints and live subscribers of what may not be stored, while its sender waits. */
export interface DirectRelay {
  /**
   * @param mark derived by HMAC, the same whenever the event comes again
   * @param deadline of `performance.now()`
   * @returns whether anybody was told who had not been before
   * @throws RelayNotTaken when an endpoint has not taken it; who took it is remembered, and not told again
   */
  relay(told: RelayedEvent, mark: string, deadline: number): Promise<boolean>;
}

export interface DirectRelayDeps {
  readonly core: Core;
  readonly targets: WebhookTargets;
  readonly sender: Sender;
  readonly live: LiveRelay;
  readonly health: (tried: TriedEndpoint) => Promise<void>;
  readonly changed: (row: DeliveryRow) => void;
}

/** The provider has given up when it has not delivered again for so long. */
const LOST_AFTER_MS = DAY_MS;
const KEPT_ATTEMPTS = 20;
/** Less is left of a request's time than a try is worth. */
const WORTH_A_TRY_MS = 50;

export function createDirectRelay(deps: DirectRelayDeps): DirectRelay {
  const { core, targets, sender, live } = deps;
  const memory = createRelayMemory(core);
  const places = createPlaces();
  const inOrder = createMutexes();
  const underWay = new Map<string, Promise<boolean>>();

  const post = async (webhook: WebhookRow, id: string, body: string, deadline: number) => {
    const at = core.clock();
    const secrets = await targets.secrets(webhook, at);
    const left = deadline - performance.now();
    if (left < WORTH_A_TRY_MS) throw new RelayNotTaken();
    const attributes = {
      'lethe.account': webhook.account,
      'lethe.webhook': webhook._id,
      'lethe.delivery': id,
    };
    const answer = await core.tracer.run('delivery', attributes, async (span) => {
      const came = await sender.send(webhook.url, signWebhook(secrets, id, at, body), body, left);
      span.tell(answerToTell(came));
      return came;
    });
    return { at, answer, isAnswered: answer.kind !== 'FAILED' };
  };

  /** Gives whether the endpoint took it, or never will. */
  const tell = async (
    event: Arrived,
    webhook: WebhookRow,
    row: DeliveryRow,
    body: string,
    deadline: number,
  ): Promise<boolean> => {
    const { at, answer } = await places.run(webhook._id, () => post(webhook, row._id, body, deadline));
    if (answer.kind === 'STOPPED') return false;
    const verdict = verdictOf(answer).kind;
    const isDone = verdict !== 'FAILED';
    const after = rowAfter(row, answer, at, core.clock());
    await memory.settle(event, after, isDone);
    deps.changed(after);
    await deps.health({ account: row.account, webhook: webhook._id, outcome: verdict });
    return isDone;
  };

  const tellAll = async (told: RelayedEvent, event: Arrived, deadline: number): Promise<boolean> => {
    const endpoints = (await targets.ofNumber(event.account, event.number)).filter(
      ({ isActive, events }) => isActive && isSubscribed(events, told.event),
    );
    const now = core.clock();
    const { isNew, missing } = await memory.begin(
      event,
      endpoints.map((webhook) => newRow(webhook, told, event, now)),
    );
    if (isNew) live.publish(told);
    const byId = new Map(endpoints.map((webhook) => [webhook._id, webhook]));
    const body = bodyOf(told);
    const outcomes = await Promise.allSettled(
      missing.map(async (row) => {
        const webhook = byId.get(row.webhook);
        if (!webhook) return true;
        const work = (): Promise<boolean> => tell(event, webhook, row, body, deadline);
        if (!webhook.ordered) return work();
        return inOrder.run(`${webhook._id}/${conversationOf(told)}`, work);
      }),
    );
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled' && outcome.value) continue;
      const isOurs = outcome.status === 'rejected' && !isNotTaken(outcome.reason);
      throw isOurs ? outcome.reason : new RelayNotTaken();
    }
    return isNew || missing.length > 0;
  };

  return {
    relay: (told, mark, deadline) => {
      const event = { account: told.account, number: told.numberId, mark };
      const key = `${event.number}/${mark}`;
      // Delivered again while it is under way: both wait for the same.
      const known = underWay.get(key);
      if (known) return known.then(() => false);
      const work = tellAll(told, event, deadline).finally(() => underWay.delete(key));
      underWay.set(key, work);
      return work;
    },
  };
}

function isNotTaken(error: unknown): boolean {
  return error instanceof RelayNotTaken || error instanceof NoRoom;
}

/** In memory only. */
function conversationOf(told: RelayedEvent): string {
  if (!isOfMessage(told)) return told.data.callId;
  const { data } = told;
  return data.groupId ?? (data.fromMe ? data.to : data.from);
}

/** No body, no number, no conversation: `at` is when it arrived. */
function newRow(webhook: WebhookRow, told: RelayedEvent, { mark }: Arrived, now: Date): DeliveryRow {
  const { account, number, _id } = webhook;
  const id = derivedId(createHash('sha256').update(`arrived/${number}/${mark}/${_id}`).digest());
  return {
    _id: id,
    account,
    number,
    webhook: _id,
    event: told.event,
    source: { kind: 'ARRIVED' },
    at: now,
    conversation: id,
    order: id,
    state: 'PENDING',
    tries: 0,
    attemptCount: 0,
    attempts: [],
    createdAt: now,
    updatedAt: now,
    lostAt: new Date(now.getTime() + LOST_AFTER_MS),
  };
}

function rowAfter(
  row: DeliveryRow,
  answer: Exclude<Answer, { readonly kind: 'STOPPED' }>,
  at: Date,
  now: Date,
): DeliveryRow {
  const { lostAt: _lostAt, reason: _reason, ...kept } = row;
  const verdict = verdictOf(answer).kind;
  const attempt = {
    at,
    durationMs: answer.durationMs,
    statusCode: answer.kind === 'ANSWERED' ? answer.statusCode : null,
    error: answer.kind === 'FAILED' ? answer.error : null,
    response: null,
  };
  return {
    ...kept,
    state: verdict === 'DELIVERED' ? 'SUCCEEDED' : verdict === 'GONE' ? 'FAILED' : 'PENDING',
    tries: row.tries + 1,
    attemptCount: row.attemptCount + 1,
    attempts: [...row.attempts, attempt].slice(-KEPT_ATTEMPTS),
    lastTriedAt: at,
    updatedAt: now,
    ...(verdict === 'FAILED' && { lostAt: new Date(now.getTime() + LOST_AFTER_MS) }),
  };
}
