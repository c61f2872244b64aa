import type { DeliveryStatusName } from '../deliveryStatus/deliveryStatus.js';
import type { Decider, NewEvent } from '../events.js';
import type { Decider as PolicyDecider } from '../policies.js';
import type { SendFailureReason, SendStatus } from './sendStatus.js';

/** Who asked for a send. */
export const SEND_ORIGINS = ['API', 'DASHBOARD', 'CHATWOOT'] as const;
export type SendOrigin = (typeof SEND_ORIGINS)[number];

/** The message of Chatwoot's that a send carries out. Ids of Chatwoot's alone, no PII. */
export interface ChatwootReply {
  readonly conversation: number;
  readonly message: number;
  /** Of a message that takes several sends (text and files): the last tells how far it is, any that it failed. */
  readonly isLast: boolean;
}

/** What the log knows of a send for ever: ids, times and tracking metadata, no PII (seeds/pii-modes.txt). */
export interface SendFacts {
  readonly number: string;
  /** The key it was sent with; null: by a person, or by Chatwoot. Its `retentionDays` decides over the PII. */
  readonly apiKey: string | null;
  readonly origin: SendOrigin;
  readonly correlationId: string;
  /** When it was asked for; the instant that retention counts from. */
  readonly at: Date;
  /** text, media type, template or interactive. */
  readonly type: string;
  readonly template: { readonly id: string; readonly name: string; readonly language: string } | null;
  /** The chat record and its conversation; null where the number stores none. */
  readonly message: string | null;
  readonly conversation: string | null;
  /** Not before; null: at once. */
  readonly deliverAt: Date | null;
  /** Never after: it then fails as `TOO_LATE`. */
  readonly deliverUntil: Date | null;
  /** Bytes of the sealed PII; 0 where none is kept. */
  readonly bytes: number;
  /** Of an agent's reply in Chatwoot: what its statuses are told of. */
  readonly chatwoot?: ChatwootReply;
}

/** `payload`: the sealed destination and content; absent where they may not be persisted. */
export type SendQueued = NewEvent<
  'SendQueued',
  SendFacts & {
    /** Asked of the provider within the request: nothing waits in the outbox. */
    readonly isInline: boolean;
    /** The idempotency record that this send answers. */
    readonly idempotency: string | null;
  }
>;

interface Transition {
  readonly number: string;
  /** `at` of the send: counters are kept by the hour it was asked for in. */
  readonly queuedAt: Date;
  /** When this happened: ours, or the provider's timestamp. */
  readonly at: Date;
  readonly from: SendStatus;
  readonly to: SendStatus;
  readonly chatwoot?: ChatwootReply;
}

/** The provider took it. `payload`: the PII sealed anew with the provider's id, where PII is kept. */
export type SendAccepted = NewEvent<
  'SendAccepted',
  Transition & {
    /** Derived from the provider's id; statuses are matched by it. */
    readonly externalKey: string;
    /** The provider's id, unless it tells whom the message went to: then it is in the payload alone. */
    readonly externalId: string | null;
    readonly bytes: number;
  }
>;
export type SendFailed = NewEvent<
  'SendFailed',
  Transition & {
    readonly reason: SendFailureReason;
    /** The provider's error code. */
    readonly errorCode: number | null;
    /** A sentence free of PII. */
    readonly errorMessage: string;
  }
>;
export type SendCanceled = NewEvent<'SendCanceled', Transition>;
/** What the provider told of its way. `to` is the same as `from` where a late status tells nothing higher. */
export type SendStatusReported = NewEvent<
  'SendStatusReported',
  Transition & {
    readonly status: DeliveryStatusName;
    readonly errorCode: number | null;
    readonly errorMessage: string | null;
    readonly pricing: Readonly<Record<string, unknown>> | null;
    readonly providerConversation: { readonly id: string | null; readonly originType: string | null } | null;
  }
>;
/** Its PII is gone, the row stays; the old payload is erased with this. */
export type SendRedacted = NewEvent<
  'SendRedacted',
  { readonly number: string; readonly at: Date; readonly by: PolicyDecider }
>;
export type SendEvent =
  SendQueued | SendAccepted | SendFailed | SendCanceled | SendStatusReported | SendRedacted;

export interface KnownSend {
  readonly kind: 'KNOWN';
  readonly facts: SendFacts;
  readonly status: SendStatus;
  readonly failure: SendFailureReason | null;
  /** Null: never kept, or redacted. */
  readonly payload: string | null;
  readonly isRedacted: boolean;
  readonly externalKey: string | null;
  readonly seen: readonly DeliveryStatusName[];
}
export type SendState = { readonly kind: 'NONE' } | KnownSend;

export const sendDecider: Decider<SendState, SendEvent> = {
  initial: { kind: 'NONE' },
  evolve: (state, event) => {
    if (event.type === 'SendQueued') {
      const { isInline: _isInline, idempotency: _idempotency, ...facts } = event.data;
      return {
        kind: 'KNOWN',
        facts,
        status: 'QUEUED',
        failure: null,
        payload: event.payload ?? null,
        isRedacted: false,
        externalKey: null,
        seen: [],
      };
    }
    if (state.kind === 'NONE') return state;
    switch (event.type) {
      case 'SendAccepted': {
        const { externalKey, to } = event.data;
        return { ...state, status: to, failure: null, externalKey, payload: event.payload ?? state.payload };
      }
      case 'SendFailed':
        return { ...state, status: event.data.to, failure: event.data.reason };
      case 'SendCanceled':
        return { ...state, status: event.data.to };
      case 'SendStatusReported': {
        const { status, to } = event.data;
        const failure = to === 'FAILED' ? (state.failure ?? 'PROVIDER_REFUSED') : null;
        return { ...state, status: to, failure, seen: [...state.seen, status] };
      }
      case 'SendRedacted':
        return { ...state, payload: null, isRedacted: true };
    }
  },
};

export function sendStream(id: string): string {
  return `send:${id}`;
}
