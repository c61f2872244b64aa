import type { Decider as PolicyDecider } from '../domain/policies.js';
import type { SendFacts } from '../domain/send/send.js';
import type { SendFailureReason, SendStatus } from '../domain/send/sendStatus.js';
import type { Doc } from '../events/documents.js';

/** An entry of the send log. It stays when its PII goes, for billing and support. */
export interface SendLogRow extends Doc, Omit<SendFacts, 'at'> {
  readonly account: string;
  readonly at: Date;
  readonly status: SendStatus;
  readonly sentAt?: Date;
  readonly deliveredAt?: Date;
  readonly readAt?: Date;
  readonly failedAt?: Date;
  readonly canceledAt?: Date;
  readonly failure?: SendFailureReason;
  /** The provider's. */
  readonly errorCode?: number;
  readonly errorMessage?: string;
  /** Derived from the provider's id; present once it took the message (a partial index is on it). */
  readonly externalKey?: string;
  /** The provider's id, where it tells nobody's number; else it is in the payload. */
  readonly externalId?: string;
  readonly pricing?: Readonly<Record<string, unknown>>;
  readonly providerConversation?: { readonly id: string | null; readonly originType: string | null };
  /** Payload with SendPii (channels/sendPii.ts); null: not kept, or redacted. */
  readonly payload: string | null;
  /** Present while there is a payload (a partial index is on it). */
  readonly sealed?: true;
  readonly redactedAt?: Date;
  readonly redactedBy?: PolicyDecider;
  readonly version: number;
}

/**
 * What must still go out; ids and times only. `WAITING`: from `dueAt` on; `CLAIMED`: in a worker's hands until
 * `leaseUntil`; `ASKED`: the provider is being asked, so a worker that dies now leaves the outcome unknown;
 * `UNCERTAIN`: nobody knows whether the provider took it, and until `dueAt` its statuses may tell; `INLINE`: asked
 * within a request, there is no entry yet.
 */
export const OUTBOX_STATES = ['WAITING', 'CLAIMED', 'ASKED', 'UNCERTAIN', 'INLINE'] as const;
export type OutboxState = (typeof OUTBOX_STATES)[number];

/** `_id` is the send's. Not a read model: what has been tried is known here alone. */
export interface OutboxRow extends Doc {
  readonly account: string;
  readonly number: string;
  readonly kind: 'SEND';
  readonly state: OutboxState;
  readonly dueAt: Date;
  /** Sends of one conversation go out in the order in which they were asked for. */
  readonly conversation: string | null;
  readonly deliverUntil: Date | null;
  /** How often the provider was asked, or could not be. */
  readonly attempts: number;
  /** Who holds it: one claim of one worker. */
  readonly claim?: string;
  readonly leaseUntil?: Date;
  /** Of an `INLINE` one: what its entry will say. */
  readonly facts?: SendFacts;
}

/** One use of an idempotency key; `_id` is derived from number, API key and the key under a secret. No PII. */
export interface IdempotencyRow extends Doc {
  readonly account: string;
  readonly number: string;
  /** HMAC of the body: the same key with another body is refused. */
  readonly body: string;
  readonly state: 'RUNNING' | 'DONE';
  /** The send that it is for. */
  readonly send: string;
  /** Of a `RUNNING` one: renewed while its request runs; past it the request's process is dead. */
  readonly leaseUntil: Date;
  readonly expiresAt: Date;
}

/** Sends of a number by the hour they were asked for in, by present status. Survives every redaction. */
export interface SendCounterRow extends Doc {
  readonly account: string;
  readonly number: string;
  /** The hour's beginning. */
  readonly hour: Date;
  /** All that were asked for. */
  readonly total: number;
  readonly counts: Readonly<Partial<Record<SendStatus, number>>>;
}

/** The scope of a send's payload and of the day keys that seal it: a number's sends with one key, or with none. */
export function sendLogScope(number: string, apiKey: string | null): string {
  return `${sendLogScopePrefix(number)}${apiKey ?? NO_KEY}`;
}

const NO_KEY = 'none';

/** The key in a {@link sendLogScope} of a number. */
export function apiKeyOfScope(number: string, scope: string): string | null {
  const apiKey = scope.slice(sendLogScopePrefix(number).length);
  return apiKey === NO_KEY ? null : apiKey;
}

/** What the scopes of all of a number's sends begin with. */
export function sendLogScopePrefix(number: string): string {
  return `${SEND_LOG_SCOPES}${number}/`;
}

export const SEND_LOG_SCOPES = 'sendLog:';
