import type { Doc } from '../events/documents.js';

/** Delivery statuses of a message that was not sent from here, or not known to be yet. What is PII of them is sealed. */
export interface StatusRow extends Doc {
  readonly account: string;
  readonly number: string;
  readonly at: Date;
  /** See STATUS_RANKS: the highest status so far. */
  readonly rank: number;
  readonly times: Readonly<Record<string, Date>>;
  readonly errorCode?: number;
  readonly pricing?: Readonly<Record<string, unknown>>;
  /** Payload with {@link StatusPii}; absent: the provider named nobody, it came too late to be kept, or it was erased. */
  readonly payload?: string;
  readonly version: number;
}

/**
 * What `StatusRow.payload` opens to, for endpoints to be told of whose message it is. All PII; sealed with the key of the
 * day alone, for there need not be a contact.
 */
export interface StatusPii {
  /** The provider's id of the message. */
  readonly externalId: string;
  /** Whom the message went to; in a group, the participant. */
  readonly phone: string | null;
  readonly userId: string | null;
}
