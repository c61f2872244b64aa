import type { SendPii } from '../../src/reading/sendPii.js';
import { SYSTEM } from '../../src/domain/events.js';
import { sendDecider, sendStream, type SendFacts } from '../../src/domain/send/send.js';
import { acceptSend, queueSend } from '../../src/domain/send/sendCommands.js';
import type { Core } from '../../src/events/core.js';
import { handle } from '../../src/events/handle.js';
import type { Payload } from '../../src/events/vault.js';
import { utcDay } from '../../src/lib/clock.js';
import { messageIdOf } from '../../src/projections/messageIds.js';
import { sendLogScope } from '../../src/projections/sendRows.js';

export interface TestSend {
  readonly account: string;
  readonly number: string;
  readonly apiKey: string | null;
  readonly at: Date;
  readonly text: string;
  readonly phone: string;
  /** As under `retentionDays` 0 and RELAY_ONLY. */
  readonly isKept?: boolean;
  /** As under RELAY_ONLY: there is no chat record, and nothing waits. */
  readonly isInline?: boolean;
  readonly correlationId?: string;
}

/** Appends a send as the sending service does; gives its id. */
export async function queueTestSend(core: Core, send: TestSend): Promise<string> {
  const { account, number, apiKey, at, isKept = true, isInline = false } = send;
  const id = core.newId();
  const payload = isKept ? await sealed(core, send, null) : null;
  const facts: SendFacts = {
    number,
    apiKey,
    origin: apiKey === null ? 'DASHBOARD' : 'API',
    correlationId: send.correlationId ?? core.newId(),
    at,
    type: 'text',
    template: null,
    message: isInline ? null : core.newId(),
    conversation: isInline ? null : core.newId(),
    deliverAt: null,
    deliverUntil: null,
    bytes: payload?.box.length ?? 0,
  };
  await handle(core.store, sendDecider, { account, stream: sendStream(id), by: SYSTEM }, (state) => ({
    events: queueSend(state, { ...facts, isInline, idempotency: null }, payload?._id ?? null),
    payloads: payload ? [payload] : [],
  }));
  return id;
}

/** The provider took it: the PII is sealed anew with the provider's id, where there still is any. */
export async function acceptTestSend(
  core: Core,
  id: string,
  send: TestSend,
  externalId: string,
): Promise<void> {
  const { account, number } = send;
  const externalKey = await messageIdOf(core, account, number, externalId);
  await handle(core.store, sendDecider, { account, stream: sendStream(id), by: SYSTEM }, async (state) => {
    const old = state.kind === 'NONE' ? null : state.payload;
    const payload = old === null ? null : await sealed(core, send, externalId);
    const told = {
      at: core.clock(),
      externalKey,
      externalId: null,
      isHeld: false,
      payload: payload && { id: payload._id, bytes: payload.box.length },
    };
    const events = acceptSend(state, told);
    return events.length === 0 || !payload || old === null
      ? { events }
      : { events, payloads: [payload], erase: [old] };
  });
}

function sealed(core: Core, send: TestSend, externalId: string | null): Promise<Payload> {
  const { account, number, apiKey, at, text, phone } = send;
  const content: SendPii = {
    recipient: { kind: 'PHONE', phone },
    content: { type: 'text', body: text },
    replyTo: null,
    labels: [],
    text,
    externalId,
  };
  return core.vault.seal({
    account,
    scope: sendLogScope(number, apiKey),
    day: utcDay(at),
    subject: null,
    content,
  });
}
