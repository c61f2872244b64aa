import { outboundText } from '../../src/channels/outbound.js';
import type { ProviderGroup, ProviderTemplate } from '../../src/channels/whatsapp/client.js';
import { sendStream, type SendFacts } from '../../src/domain/send/send.js';
import type { Core } from '../../src/events/core.js';
import { sendLogScope } from '../../src/projections/sendRows.js';
import type { CancelOutcome, SendReceipt, SendRequest, Sending } from '../../src/sending/sending.js';

type Upload = Parameters<Sending['upload']>[1];

/** A stand-in for tests of what surfaces make of sending: it writes the entry, remembers, and sends nothing. */
export interface FakeSending extends Sending {
  readonly asked: SendRequest[];
  /** Conversations whose senders were told that they are read. */
  readonly toldRead: string[];
  readonly uploads: Upload[];
  readonly cancels: { readonly number: string; readonly ids: readonly string[] }[];
  /** Thrown by every call while it is set. */
  refusal: Error | null;
  templatesOfProvider: readonly ProviderTemplate[];
  groupsOfProvider: readonly ProviderGroup[];
}

export const FAKE_TEMPLATE: ProviderTemplate = {
  id: '4711',
  name: 'welcome',
  language: 'en_US',
  category: 'UTILITY',
  status: 'APPROVED',
  parameterFormat: 'POSITIONAL',
  components: [{ type: 'BODY', format: null, text: 'Hello {{1}}', buttons: [] }],
};

export function createFakeSending(core: Core): FakeSending {
  const replays = new Map<string, SendReceipt>();
  const assertMay = (): void => {
    if (fake.refusal) throw fake.refusal;
  };
  const fake: FakeSending = {
    asked: [],
    uploads: [],
    toldRead: [],
    cancels: [],
    refusal: null,
    templatesOfProvider: [FAKE_TEMPLATE],
    groupsOfProvider: [{ id: 'G1', subject: 'Friends' }],
    send: async (asked) => {
      assertMay();
      const earlier = asked.idempotency && replays.get(JSON.stringify(asked.idempotency));
      if (earlier) return { ...earlier, isReplay: true };
      const request = { ...asked, content: (await asked.complete?.(asked.content)) ?? asked.content };
      fake.asked.push(request);
      const receipt = await write(core, request);
      if (request.idempotency) replays.set(JSON.stringify(request.idempotency), receipt);
      return receipt;
    },
    cancel: (number, _by, ids) => {
      assertMay();
      fake.cancels.push({ number: number._id, ids });
      const [first, ...rest] = ids;
      const outcome: CancelOutcome = {
        canceled: first === undefined ? [] : [first],
        failed: rest.map((id) => ({ id, reason: 'ALREADY_SENT' })),
      };
      return Promise.resolve(outcome);
    },
    templates: async () => {
      assertMay();
      return Promise.resolve(fake.templatesOfProvider);
    },
    groups: async () => {
      assertMay();
      return Promise.resolve(fake.groupsOfProvider);
    },
    tellRead: (_account, _number, conversation) => {
      fake.toldRead.push(conversation);
      return Promise.resolve();
    },
    storage: () => Promise.resolve({ status: 'DEFAULT', retentionMinutes: null, region: null }),
    upload: async (_number, file) => {
      assertMay();
      fake.uploads.push(file);
      return Promise.resolve('uploaded-1');
    },
  };
  return fake;
}

async function write(core: Core, request: SendRequest): Promise<SendReceipt> {
  const { number, apiKey, origin, recipient, content, replyTo, labels, deliverAt, deliverUntil } = request;
  const [id, correlationId, at] = [core.newId(), core.newId(), core.clock()];
  const facts: SendFacts = {
    number: number._id,
    apiKey,
    origin,
    correlationId,
    at,
    type: content.type === 'media' ? content.mediaType : content.type,
    template: null,
    message: null,
    conversation: null,
    deliverAt,
    deliverUntil,
    bytes: 1,
  };
  const text = content.type === 'templateReference' ? null : outboundText(content);
  const payload = await core.vault.seal({
    account: number.account,
    scope: sendLogScope(number._id, apiKey),
    day: at.toISOString().slice(0, 10),
    subject: null,
    content: { recipient, content, replyTo, labels, text, externalId: null },
  });
  const data = { ...facts, isInline: false, idempotency: null };
  await core.store.append([
    {
      account: number.account,
      stream: sendStream(id),
      expectedVersion: 0,
      by: request.by,
      events: [{ type: 'SendQueued', data, payload: payload._id }],
      payloads: [payload],
    },
  ]);
  return { id, correlationId, createdAt: at, status: 'QUEUED', isReplay: false };
}
