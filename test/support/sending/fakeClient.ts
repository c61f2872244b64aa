import type { OutboundMessage, SendOutcome } from '../../../src/channels/outbound.js';
import type { ProviderTemplate, WhatsappClient } from '../../../src/channels/whatsapp/client.js';

/** A provider in memory, for what is pure logic: it answers as it is told, and remembers what it was asked. */
export interface FakeClient extends WhatsappClient {
  readonly asked: OutboundMessage[];
  /** Called at each request, before the answer; by default the message is accepted under a telling id. */
  answer: (message: OutboundMessage, phoneNumberId: string) => SendOutcome | Promise<SendOutcome>;
  templates: readonly ProviderTemplate[];
  listed: number;
}

/** Like the provider's: it carries the recipient's number. */
export function tellingId(message: OutboundMessage): string {
  const address = message.recipient.kind === 'PHONE' ? message.recipient.phone.slice(1) : 'someone';
  return `wamid.${Buffer.from(`\u001d${address}\u0015${message.trackingData}`).toString('base64')}`;
}

export function acceptedBy(message: OutboundMessage): SendOutcome {
  return { kind: 'ACCEPTED', externalId: tellingId(message), isHeld: false };
}

export function refusedWith(
  refusal: Partial<Extract<SendOutcome, { readonly kind: 'REFUSED' }>>,
): SendOutcome {
  return {
    kind: 'REFUSED',
    class: 'RETRY',
    code: null,
    httpStatus: 500,
    message: 'The provider cannot take messages at the moment.',
    retryAfterMs: null,
    throttles: null,
    ...refusal,
  };
}

export function createFakeClient(): FakeClient {
  const ok = { kind: 'OK', value: null } as const;
  const fake: FakeClient = {
    asked: [],
    answer: acceptedBy,
    templates: [],
    listed: 0,
    send: async (access, message) => {
      fake.asked.push(message);
      return fake.answer(message, access.phoneNumberId);
    },
    markRead: () => Promise.resolve(ok),
    uploadMedia: () => Promise.resolve({ kind: 'OK', value: 'media-1' }),
    listTemplates: () => {
      fake.listed += 1;
      return Promise.resolve({ kind: 'OK', value: fake.templates });
    },
    listGroups: () => Promise.resolve({ kind: 'OK', value: [{ id: 'g1', subject: 'Family' }] }),
    storage: () =>
      Promise.resolve({ kind: 'OK', value: { status: 'DEFAULT', retentionMinutes: null, region: null } }),
    close: () => Promise.resolve(),
  };
  return fake;
}
