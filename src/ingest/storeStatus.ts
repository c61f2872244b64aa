import type { InboundStatus } from '../channels/inbound.js';
import { refusalSentence } from '../channels/whatsapp/refusalSentences.js';
import { SYSTEM } from '../domain/events.js';
import { sendDecider, sendStream } from '../domain/send/send.js';
import { queueSend, reportSendStatus } from '../domain/send/sendCommands.js';
import type { Core } from '../events/core.js';
import { handle } from '../events/handle.js';
import type { Directory } from '../projections/directory.js';
import { messageIdOf } from '../projections/messageIds.js';
import type { NumberRow } from '../projections/rows.js';
import { NO_RELAYS, type RelayOutbox } from '../relay/webhooks/relayOutbox.js';
import { findInlineSendOf, findSendOf } from './findSend.js';
import { keepStatus, type KeptStatus } from './keepStatus.js';
import { openSend } from './openSends.js';
import { recordAcceptance } from './recordAcceptance.js';
import { recipientOf } from './recipientOf.js';

/** What became of a status; `send` is the send-log entry that it was of. */
export interface StoredStatus extends KeptStatus {
  readonly send: { readonly id: string; readonly correlationId: string } | null;
}

/**
 * Keeps what the provider tells of a message's way: with the send that it is of, whose acceptance it proves; else,
 * where the number stores anything, by the message's id.
 */
export async function storeStatus(
  core: Core,
  directory: Directory,
  number: NumberRow,
  status: InboundStatus,
  arrivedAt: Date,
  relays: RelayOutbox = NO_RELAYS,
): Promise<StoredStatus> {
  const externalKey = await messageIdOf(core, number.account, number._id, status.externalId);
  const known = await reportToSend(core, directory, number, status, externalKey);
  if (known) return known;
  const kept: KeptStatus =
    number.piiMode === 'RELAY_ONLY'
      ? { isNews: true, isPastWindow: false }
      : await keepStatus(core, directory, number, status, externalKey, arrivedAt, relays);
  // Accepted meanwhile: its entry may have come, and its row in the outbox gone, between the looks at the two; and whoever
  // accepted may have looked before this was written.
  return (await reportToSend(core, directory, number, status, externalKey)) ?? { ...kept, send: null };
}

async function reportToSend(
  core: Core,
  directory: Directory,
  number: NumberRow,
  status: InboundStatus,
  externalKey: string,
): Promise<StoredStatus | null> {
  const { account } = number;
  const row = await findSendOf(core, number, status, externalKey);
  if (!row) return reportToInline(core, directory, number, status, externalKey);
  if (row.externalKey === undefined) {
    const opened = await openSend(core, account, row._id);
    const { externalId, at } = status;
    const recipient = opened?.pii?.recipient ?? recipientOf(status);
    if (opened) await recordAcceptance(core, directory, opened, { externalId, recipient, isHeld: false, at });
  }
  const isNews = await append(core, account, row._id, status);
  // Of sends it is told under every retention, without PII where that is due.
  return { isNews, isPastWindow: false, send: { id: row._id, correlationId: row.correlationId } };
}

/** It is asked within a request at this moment: the status is quicker than the answer, and writes the entry. */
async function reportToInline(
  core: Core,
  directory: Directory,
  number: NumberRow,
  status: InboundStatus,
  externalKey: string,
): Promise<StoredStatus | null> {
  const inline = await findInlineSendOf(core, number, status);
  if (!inline?.facts) return null;
  const { facts } = inline;
  const target = { account: number.account, stream: sendStream(inline._id), by: SYSTEM };
  await handle(core.store, sendDecider, target, (state) =>
    queueSend(state, { ...facts, isInline: true, idempotency: null }, null),
  );
  return reportToSend(core, directory, number, status, externalKey);
}

/** @returns whether it was news */
async function append(core: Core, account: string, id: string, status: InboundStatus): Promise<boolean> {
  let isNews = false;
  await handle(core.store, sendDecider, { account, stream: sendStream(id), by: SYSTEM }, (state) => {
    const [error] = status.errors;
    const errorCode = error?.code ?? null;
    const events = reportSendStatus(state, {
      status: status.status,
      at: status.at,
      errorCode,
      // Ours, not the provider's: it may quote whom the message went to.
      errorMessage: status.status === 'FAILED' ? refusalSentence(errorCode, 'NEVER') : null,
      pricing: status.pricing ? { ...status.pricing } : null,
      providerConversation: status.conversation,
    });
    isNews = events.length > 0;
    return events;
  });
  return isNews;
}
