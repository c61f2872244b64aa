import type { AttemptError, DeliveryState, SkipReason } from '../domain/webhook/deliveryWords.js';
import type { DisabledReason, WebhookSettings } from '../domain/webhook/webhook.js';
import type { Doc } from '../events/documents.js';

/** A webhook endpoint. A deleted one has no row. */
export interface WebhookRow extends Doc, WebhookSettings {
  readonly account: string;
  readonly number: string;
  /** Present while it is off because it was disabled, and not by hand. */
  readonly disabledReason?: DisabledReason;
  /** Payload with {@link WebhookSecrets}; sealed under the account's permanent key. */
  readonly secrets: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** The version of the stream `webhook:<id>`. */
  readonly version: number;
}

/** What `WebhookRow.secrets` opens to. */
export interface WebhookSecrets {
  /** `whsec_…` */
  readonly current: string;
  /** The one before, while it signs as well. */
  readonly previous: { readonly secret: string; readonly until: string } | null;
}

/** How an endpoint does. Not a read model: what was tried is known here alone. */
export interface WebhookHealthRow extends Doc {
  readonly account: string;
  readonly lastTriggeredAt?: Date;
  /** Since when nothing was delivered; absent: the last try succeeded. */
  readonly failingSince?: Date;
}

export interface DeliveryAttempt {
  readonly at: Date;
  readonly durationMs: number;
  /** Null: there was no answer. */
  readonly statusCode: number | null;
  /** Null: there was an answer. */
  readonly error: AttemptError | null;
  /** Payload with the answer's first 4 KiB; null: it was empty, or is erased. */
  readonly response: string | null;
}

/** Where the event of a delivery is opened from, at each try anew. */
export type DeliverySource =
  | { readonly kind: 'COMMIT'; readonly stream: string; readonly version: number }
  | { readonly kind: 'EXAMPLE' }
  /** Nowhere: it was told as it arrived, and nothing of it is kept. */
  | { readonly kind: 'ARRIVED' };

/**
 * One event for one endpoint: ids and metadata, no body. `_id` is derived from both, and goes out as `webhook-id`
 * at every try.
 */
export interface DeliveryRow extends Doc {
  readonly account: string;
  readonly number: string;
  readonly webhook: string;
  /** `message.received`, … */
  readonly event: string;
  readonly source: DeliverySource;
  /** The instant of the event that retention counts from. */
  readonly at: Date;
  /** Events of one conversation share it; what else is told of goes by its stream. */
  readonly conversation: string;
  /** Rises in the order in which events happened. */
  readonly order: string;
  readonly state: DeliveryState;
  readonly reason?: SkipReason;
  /** Tries since it was created, resent or recovered: its place in the schedule. */
  readonly tries: number;
  /** All tries there ever were. */
  readonly attemptCount: number;
  /** The last of them, oldest first. */
  readonly attempts: readonly DeliveryAttempt[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly lastTriedAt?: Date;
  /** When it is tried next; present while it is PENDING (a partial index is on it). */
  readonly dueAt?: Date;
  /** In whose hands it is, until `leaseUntil`. */
  readonly claim?: string;
  readonly leaseUntil?: Date;
  /** Of an event that is kept nowhere: when it counts as lost, unless the provider delivers it again before. */
  readonly lostAt?: Date;
  /** Some attempt has a response (a partial index is on it). */
  readonly hasResponse?: true;
}

/**
 * What the dispatcher has yet to make deliveries of, written with the commit that it is about: of `EVENT` kind one
 * commit, of `RECOVER` kind all of an endpoint since an instant.
 */
export type RelayRow = Doc & {
  readonly account: string;
  readonly number: string;
  /** The process that wrote it, and sees to it first. */
  readonly origin: string;
} & (
    | {
        readonly kind: 'EVENT';
        readonly stream: string;
        readonly version: number;
        readonly at: Date;
        readonly conversation: string;
      }
    | {
        readonly kind: 'RECOVER';
        readonly webhook: string;
        /** Commits with ids from here on are looked at; it moves on as that is done. */
        readonly from: string;
        readonly until: string;
      }
  );
