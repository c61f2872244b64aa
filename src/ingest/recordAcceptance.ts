import { isTelling, type Recipient } from '../channels/outbound.js';
import type { SendPii } from '../channels/sendPii.js';
import { utcDay } from '../lib/clock.js';
import { SYSTEM } from '../domain/events.js';
import { acceptMessage, type MessageFacts } from '../domain/message/message.js';
import { acceptSend } from '../domain/send/sendCommands.js';
import { sendStream } from '../domain/send/send.js';
import type { Core } from '../events/core.js';
import { StaleGuard, VersionConflict, type Append } from '../events/eventStore.js';
import { SubjectGone, type Payload } from '../events/vault.js';
import type { Directory } from '../projections/directory.js';
import { messageIdOf } from '../projections/messageIds.js';
import { numberScope, type MessagePii, type MessageRow } from '../projections/rows.js';
import { findSendPolicies, type SendPolicies } from '../projections/sendPolicies.js';
import { sendLogScope, type SendLogRow } from '../projections/sendRows.js';
import { stateOfRow } from '../projections/sendState.js';
import { openSend, type OpenedSend } from './openSends.js';

/** What the provider told when it took a message. */
export interface Acceptance {
  readonly externalId: string;
  /** Whom it was sent to, to tell whether the provider's id tells that; null: not known, so it is taken to tell. */
  readonly recipient: Recipient | null;
  readonly isHeld: boolean;
  readonly at: Date;
}

const MAX_TRIES = 10;

/**
 * Appends that the provider took a send, to the send and to its chat record: both payloads are sealed anew with the
 * provider's id, as far as they are still there. Doing it again changes nothing.
 * @param known read this moment; what lost a race is read again
 */
export async function recordAcceptance(
  core: Core,
  directory: Directory,
  known: OpenedSend,
  told: Acceptance,
): Promise<void> {
  let opened: OpenedSend | null = known;
  for (let tries = 1; opened; tries += 1) {
    try {
      await append(core, directory, opened, told);
      return;
    } catch (error) {
      const isRace =
        error instanceof VersionConflict || error instanceof StaleGuard || error instanceof SubjectGone;
      if (!isRace || tries >= MAX_TRIES) throw error;
      directory.forgetCached();
      opened = await openSend(core, known.row.account, known.row._id);
    }
  }
}

async function append(
  core: Core,
  directory: Directory,
  { row, pii, message, chat }: OpenedSend,
  { externalId, recipient, isHeld, at }: Acceptance,
): Promise<void> {
  const state = stateOfRow(row);
  if (state.externalKey !== null) return;
  const { account } = row;
  const policies = await findSendPolicies(directory, row, core.clock());
  const externalKey = await messageIdOf(core, account, row.number, externalId);
  const isPlain = recipient !== null && !isTelling(externalId, recipient);
  const sealed =
    pii && !isPlain && row.payload !== null && policies?.mayLog(row.at)
      ? await sealLog(core, row, { ...pii, externalId })
      : null;
  const events = acceptSend(state, {
    at,
    externalKey,
    externalId: isPlain ? externalId : null,
    isHeld,
    payload: sealed && { id: sealed._id, bytes: sealed.box.length },
  });
  const send: Append = {
    account,
    stream: sendStream(row._id),
    expectedVersion: row.version,
    events,
    by: SYSTEM,
    ...(sealed && { payloads: [sealed], erase: row.payload === null ? [] : [row.payload] }),
    ...(sealed && policies && { guard: policies.logGuard }),
  };
  const own =
    message && chat && policies
      ? await chatAppend(core, policies, message, { ...chat, externalId }, externalKey)
      : null;
  await core.store.append(own ? [send, own] : [send]);
}

function sealLog(core: Core, row: SendLogRow, content: SendPii): Promise<Payload> {
  const scope = sendLogScope(row.number, row.apiKey);
  return core.vault.seal({ account: row.account, scope, day: utcDay(row.at), subject: null, content });
}

async function chatAppend(
  core: Core,
  policies: SendPolicies,
  message: MessageRow,
  content: MessagePii,
  externalKey: string,
): Promise<Append | null> {
  if (message.payload === null || !policies.mayChat(message.at)) return null;
  const { account, subject } = message;
  const scope = numberScope(message.number);
  const payload = await core.vault
    .seal({ account, scope, day: utcDay(message.at), subject, content })
    .catch((error: unknown) => {
      // The contact was forgotten meanwhile, and the message with it.
      if (error instanceof SubjectGone) return null;
      throw error;
    });
  if (!payload) return null;
  const state = {
    kind: 'KEPT',
    isReceived: true,
    type: message.type,
    editedAt: null,
    payload: message.payload,
    at: message.at,
  } as const;
  const facts = { ...factsOf(message), externalKey, bytes: payload.box.length };
  const { events, erase } = acceptMessage(state, facts, payload._id);
  return {
    account,
    stream: `message:${message._id}`,
    expectedVersion: message.version,
    events,
    by: SYSTEM,
    payloads: [payload],
    erase,
    guard: policies.chatGuard,
  };
}

function factsOf(row: MessageRow): MessageFacts {
  const { number, conversation, subject, direction, type, at, providerAt, storedAt, bytes } = row;
  return {
    number,
    conversation,
    subject,
    isGroup: row.group === true,
    direction,
    type,
    at,
    providerAt,
    storedAt,
    bytes,
    ...(row.repliesTo !== undefined && { repliesTo: row.repliesTo }),
    ...(row.send !== undefined && { send: row.send }),
  };
}
