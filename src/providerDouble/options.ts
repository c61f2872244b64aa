import type { JsonValue } from '../channels/json.js';

/** Where the double delivers webhooks, and the secret it signs them with. */
export interface WebhookTarget {
  readonly url: string;
  readonly appSecret: string;
}

/** One status of a message, called back some time after it was accepted. */
export interface StatusStep {
  readonly status: 'sent' | 'delivered' | 'read' | 'played' | 'failed';
  /** Milliseconds after acceptance at which it is delivered. Steps may come in any order. */
  readonly afterMs?: number;
  /** Milliseconds after acceptance at which it happened, by its timestamp; `afterMs` unless it is told late. */
  readonly atMs?: number;
  /** How many times it is delivered; 1. */
  readonly times?: number;
  /** Of a failure: the provider's error code. */
  readonly code?: number;
}

/** What the double took, as it will be told to whoever asks. */
export interface AcceptedSend {
  readonly id: string;
  readonly phoneNumberId: string;
  readonly acceptedAt: Date;
  /** `to` or `recipient`, as it was sent. */
  readonly recipient: string;
  readonly recipientKind: 'PHONE' | 'USER' | 'GROUP';
  readonly type: string;
  readonly trackingData: string | null;
  readonly replyTo: string | null;
  /** The whole request. */
  readonly message: JsonValue;
}

/** What a fault does instead of answering as it should. `accepts`: the message is taken all the same, statuses too. */
export type FaultAction =
  /** An error of the provider's, by its code. */
  | {
      readonly kind: 'REFUSE';
      readonly code: number;
      readonly status?: number;
      readonly isTransient?: boolean;
      readonly retryAfterSeconds?: number;
    }
  /** The answer of a gateway before the provider: a status and a page, no JSON. */
  | { readonly kind: 'GATEWAY'; readonly status: number; readonly accepts?: boolean }
  /** No answer, ever. */
  | { readonly kind: 'HANG'; readonly accepts?: boolean }
  /** The connection is reset. */
  | { readonly kind: 'RESET'; readonly accepts?: boolean }
  /** It is accepted, and the answer breaks off in the middle. */
  | { readonly kind: 'CUT' }
  /** It is accepted, and the answer is no JSON. */
  | { readonly kind: 'GARBLE' }
  /** All is well, but slow. */
  | { readonly kind: 'SLOW'; readonly ms: number }
  /** It is accepted and held for a quality assessment. */
  | { readonly kind: 'HOLD' };

export const OPERATIONS = ['messages', 'markRead', 'media', 'templates', 'groups', 'settings'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** A fault for requests to come. */
export interface Fault {
  readonly does: FaultAction;
  /** Which request it meets; `messages`. */
  readonly on?: Operation;
  readonly phoneNumberId?: string;
  /** Only messages to this recipient, written as they write it. */
  readonly to?: string;
  /** How many requests it meets; 1. Null: all, until it is taken back. */
  readonly times?: number | null;
}

export interface DoubleOptions {
  readonly host?: string;
  /** 0: any free one. */
  readonly port?: number;
  /** Null: any token will do. */
  readonly accessToken?: string | null;
  /** Whose inbound messages are when nobody says otherwise. */
  readonly phoneNumberId?: string;
  readonly displayPhoneNumber?: string;
  /** Null: nothing is called back. */
  readonly webhook?: WebhookTarget | null;
  /** What becomes of a message. */
  readonly statuses?: StatusPlan;
  /** Messages a second and number that are taken; beyond them 130429. */
  readonly messagesPerSecond?: number;
  /** How long the second try of a callback waits; each further one twice as long. Milliseconds. */
  readonly callbackRetryMs?: number;
  /** Accepted messages that are remembered, the newest. */
  readonly remembered?: number;
}

export type StatusPlan = readonly StatusStep[] | ((send: AcceptedSend) => readonly StatusStep[]);

export const DEFAULT_STATUSES: readonly StatusStep[] = [
  { status: 'sent', afterMs: 10 },
  { status: 'delivered', afterMs: 50 },
  { status: 'read', afterMs: 200 },
];
