import type { CallChannel, CallDirection } from '../domain/call/call.js';
import type { CallStatus } from '../domain/call/callStatus.js';
import type { RecordingPlace, RecordingStatus } from '../domain/recording/recording.js';
import type { Doc } from '../events/documents.js';

/**
 * A call. Its `_id` is derived from the provider's id by HMAC. What is to go of it: the third party's data first (then
 * `reference` is unset and its payload deleted), then payload, stream and row. Where the third party is out of reach,
 * the payload goes all the same and the row stays, with `payload: null`, until the reference is gone too. A rebuild may
 * bring back a reference whose payload is gone: that one is done.
 */
export interface CallRow extends Doc {
  readonly account: string;
  readonly number: string;
  readonly channel: CallChannel;
  /** The contact on the other side, in whose conversation row `seenAt` covers the call; null while nobody told. */
  readonly subject: string | null;
  /** The instant that retention counts from. */
  readonly at: Date;
  readonly direction: CallDirection;
  readonly status: CallStatus;
  /** When it began, by the provider's clock. */
  readonly startedAt: Date;
  readonly connectedAt: Date | null;
  readonly endedAt: Date | null;
  /** Whole seconds. */
  readonly durationSeconds: number | null;
  readonly errorCode: number | null;
  /** The call that it is a leg of; may be unknown. */
  readonly parent: string | null;
  /** Payload with {@link CallPii}, sealed like a message's: the number's scope, the day of `at`, the subject. */
  readonly payload: string | null;
  /** Size of the sealed payload in bytes. */
  readonly bytes: number;
  /** Payload with {@link CallReference}; absent: no third party has anything of it (a partial index is on it). */
  readonly reference?: string;
  /** The erasure of a person that took its PII, as long as the row stays; absent: none did. */
  readonly erasure?: string;
  readonly storedAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
}

/** What `CallRow.payload` opens to. All PII. */
export interface CallPii {
  readonly externalId: string;
  /** E.164 with `+` where it is a phone number, else as the provider names the party. */
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * What `CallRow.reference` opens to: what the third party deletes it by. No PII, and sealed under the account's permanent
 * key alone: neither a contact's nor a number's end may take away the means of deleting it there.
 */
export interface CallReference {
  readonly accountSid: string;
  readonly callSid: string;
}

/**
 * A recording; its `_id` is derived from the provider's id. Its copy is the row of the same account in `media` with
 * `_id` = `payload`, as of a message's file: doomed with {@link doomMedia} when the payload is erased, then its object
 * is deleted. Then `stored` is unset; the row and its stream go when neither `stored` nor `reference` is left.
 */
export interface RecordingRow extends Doc {
  readonly account: string;
  readonly number: string;
  /** Our id of its call. */
  readonly call: string;
  readonly subject: string | null;
  /** The call's; null where that was not known yet. */
  readonly direction: CallDirection | null;
  /** The instant that retention counts from: the call's or its own, whichever is earlier. */
  readonly at: Date;
  /** Where it is played from; a copy does not take the original away, which `reference` tells of. */
  readonly place: RecordingPlace;
  readonly status: RecordingStatus;
  readonly startedAt: Date;
  /** Whole seconds. */
  readonly durationSeconds: number | null;
  readonly channels: number | null;
  /** Payload with {@link RecordingPii}, sealed as the call's is; the copy's key depends on it. */
  readonly payload: string | null;
  /** Once the payload is erased, while the copy is still there: its id in `media`. */
  readonly copy?: string;
  /** Size of the sealed payload in bytes; the copy's size is in its `media` row. */
  readonly bytes: number;
  /** There is, or will be, a copy in our object store (a partial index is on it); absent else. */
  readonly stored?: true;
  /** Payload with {@link RecordingReference}; absent: the third party has it no longer (a partial index is on it). */
  readonly reference?: string;
  /** The erasure of a person that took its PII, as long as the row stays; absent: none did. */
  readonly erasure?: string;
  readonly storedAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
}

/** What `RecordingRow.payload` opens to. */
export interface RecordingPii {
  readonly externalId: string;
  readonly externalCallId: string;
  /** As the provider told it, without a file type; null: it told none. */
  readonly url: string | null;
}

/** What `RecordingRow.reference` opens to; sealed as {@link CallReference} is. */
export interface RecordingReference {
  readonly accountSid: string;
  readonly callSid: string;
  readonly recordingSid: string;
}
