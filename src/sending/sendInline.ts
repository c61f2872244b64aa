import { isTelling, type OutboundMessage, type SendOutcome } from '../channels/outbound.js';
import type { WhatsappClient } from '../channels/whatsapp/client.js';
import { sendDecider, sendStream, type SendEvent, type SendState } from '../domain/send/send.js';
import { acceptSend, failSend, queueSend } from '../domain/send/sendCommands.js';
import type { SendStatus } from '../domain/send/sendStatus.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { handle } from '../events/handle.js';
import { errorName } from '../lib/errors.js';
import type { Directory } from '../projections/directory.js';
import { messageIdOf } from '../projections/messageIds.js';
import type { OutboxRow } from '../projections/sendRows.js';
import { getAccess, refusalOf } from './access.js';
import { factsOf, outboundOf, type Draft } from './draft.js';
import type { Idempotency } from './idempotency.js';
import { ASK_LEASE_MS } from './worker/limits.js';
import { markUncertain } from './worker/markUncertain.js';
import { reasonOf } from './worker/reasonOf.js';

interface Deps {
  readonly core: Core;
  readonly directory: Directory;
  readonly client: WhatsappClient;
  readonly idempotency: Idempotency;
}

/**
 * Asks the provider within the request, for a number that may store nothing: the caller is the queue (design §4).
 * Before asking, a row without PII says that it is asked, so that a process that dies now leaves an uncertain send
 * behind and not none. What the provider took or refused for good becomes an entry without payload; an error that a
 * new try may mend leaves nothing.
 * @throws SendRefused
 */
export async function sendInline(deps: Deps, draft: Draft): Promise<SendStatus> {
  const { core, directory, client, idempotency } = deps;
  const access = await getAccess(directory, draft.number);
  const row = inlineRow(core, draft);
  await core.documents.insertMany(COLLECTIONS.outbox, [row]);
  try {
    // After the row, which whoever judges the key looks at: either it sees the row, or we see that the key is gone.
    await idempotency.assertHeld(row.account, draft.idempotency, draft.id);
  } catch (error) {
    await leaveNothing(core, row);
    throw error;
  }
  const { recipient, content, replyTo } = outboundOf(draft);
  const message: OutboundMessage = { recipient, content, replyTo, trackingData: draft.id };
  const { account, number } = row;
  const attributes = { 'lethe.account': account, 'lethe.number': number, 'lethe.send': row._id };
  const outcome = await core.tracer.run('send', { ...attributes, 'lethe.inline': true }, async (span) => {
    const answer = await client.send(access, message).catch((error: unknown): SendOutcome => {
      core.log.error({ send: draft.id, reason: errorName(error) }, 'The provider’s client failed.');
      return { kind: 'UNKNOWN' };
    });
    span.tell({ 'lethe.outcome': answer.kind });
    return answer;
  });
  switch (outcome.kind) {
    case 'ACCEPTED':
      return accepted(deps, draft, outcome);
    case 'UNKNOWN':
      await uncertain(core, draft);
      throw refusalOf(outcome);
    case 'UNREACHABLE':
      await leaveNothing(core, row);
      throw refusalOf(outcome);
    case 'REFUSED':
      if (outcome.class === 'RETRY') await leaveNothing(core, row);
      else await refused(core, draft, outcome);
      throw refusalOf(outcome);
  }
}

function inlineRow(core: Core, draft: Draft): OutboxRow {
  const leaseUntil = new Date(core.clock().getTime() + ASK_LEASE_MS);
  return {
    _id: draft.id,
    account: draft.number.account,
    number: draft.number._id,
    kind: 'SEND',
    state: 'INLINE',
    dueAt: leaseUntil,
    conversation: null,
    deliverUntil: null,
    attempts: 1,
    leaseUntil,
    facts: factsOf(draft),
  };
}

async function accepted(
  { core, idempotency }: Deps,
  draft: Draft,
  { externalId, isHeld }: Extract<SendOutcome, { readonly kind: 'ACCEPTED' }>,
): Promise<SendStatus> {
  const { account, _id } = draft.number;
  const externalKey = await messageIdOf(core, account, _id, externalId);
  const plain = isTelling(externalId, draft.recipient) ? null : externalId;
  const at = core.clock();
  const state = await append(core, draft, (now) =>
    acceptSend(now, { at, externalKey, externalId: plain, isHeld, payload: null }),
  );
  // Apart from the append, which must not fail on the key: the message is out.
  await idempotency.complete(account, draft.idempotency, draft.id);
  return state.kind === 'KNOWN' ? state.status : 'SENT';
}

async function refused(
  core: Core,
  draft: Draft,
  outcome: Extract<SendOutcome, { readonly kind: 'REFUSED' }>,
): Promise<void> {
  const { code: errorCode, message: errorMessage } = outcome;
  const at = core.clock();
  await append(core, draft, (state) =>
    failSend(state, { at, reason: reasonOf(outcome), errorCode, errorMessage }),
  );
}

/** Queues and decides in one append: the entry is never seen half done. */
async function append(
  core: Core,
  draft: Draft,
  decide: (state: SendState) => readonly SendEvent[],
): Promise<SendState> {
  const target = { account: draft.number.account, stream: sendStream(draft.id), by: draft.request.by };
  const { state } = await handle(core.store, sendDecider, target, (now) => {
    const queued = queueSend(now, { ...factsOf(draft), isInline: true, idempotency: null }, null);
    return [...queued, ...decide(queued.reduce(sendDecider.evolve, now))];
  });
  return state;
}

/** The entry is written, and for a while its statuses may tell; the key stays taken, for a new try could be a second message. */
async function uncertain(core: Core, draft: Draft): Promise<void> {
  await append(core, draft, () => []);
  await markUncertain(core, draft.number.account, draft.id);
}

async function leaveNothing({ documents }: Core, { _id, account }: OutboxRow): Promise<void> {
  await documents.deleteMany(COLLECTIONS.outbox, { _id, account });
}
