import type { SweepWindow } from '../domain/account/sweepWindow.js';
import type { Actor } from '../domain/events.js';
import type { ChatwootSettings } from '../domain/number/number.js';
import type { ApiKeyPolicy } from '../domain/apiKey/apiKey.js';
import type { AccountPolicy, NumberPolicy } from '../domain/policies.js';
import type { Role } from '../domain/user/roles.js';
import type { Doc } from '../events/documents.js';

/** The rows of the read models. All name their account; none holds PII: that is in the payload a row points to. */

export interface AccountRow extends Doc {
  /** Equals `_id`: every row names its account. */
  readonly account: string;
  readonly name: string;
  readonly version: number;
  readonly dataRetentionDays: number | null;
  /** See {@link AccountPolicy}. */
  readonly retentionFloor: Date | null;
  /** When cleanups run by themselves; absent or null: at any time. */
  readonly sweepWindow?: SweepWindow | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface NumberRow extends Doc {
  readonly account: string;
  readonly name: string;
  /** The company's own number, E.164: not a customer's PII. */
  readonly phoneNumber: string;
  /** The version of the stream `number:<id>`: what an append can be guarded by. */
  readonly version: number;
  readonly piiMode: NumberPolicy['mode'];
  readonly piiRetentionDays: number | null;
  readonly piiFloor: Date | null;
  /** The WhatsApp provider's ids; absent when the number has no such channel. */
  readonly phoneNumberId?: string;
  readonly businessAccountId?: string;
  readonly telephony: { readonly accountSid: string; readonly recordings: 'COPY' | 'LEAVE' } | null;
  /** Payload with {@link NumberSecrets}; sealed under the account's permanent key. */
  readonly secrets: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** The inbox of Chatwoot where its chats are answered; absent: none. */
  readonly chatwoot?: ChatwootSettings & {
    /** Payload with {@link ChatwootSecrets}; sealed under the account's permanent key. */
    readonly secrets: string;
    readonly connectedAt: Date;
  };
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** A removed number is kept as a tombstone until its data is gone, and shown to nobody. */
  readonly removedAt?: Date;
}

/** What `NumberRow.secrets` opens to. */
export interface NumberSecrets {
  readonly whatsapp: {
    readonly accessToken: string;
    readonly appSecret: string;
    readonly verifyToken: string;
  } | null;
  readonly telephony: { readonly authToken: string } | null;
}

/** What `NumberRow.chatwoot.secrets` opens to. */
export interface ChatwootSecrets {
  readonly apiAccessToken: string;
  /** In the hook's address. */
  readonly hookSecret: string;
  /** What Chatwoot signs its webhooks with; null where its version does not. */
  readonly signingSecret: string | null;
}

/**
 * A conversation, and at the same time the main database's row of its subject: `_id` is the subject's id. A
 * contact that has only spoken in groups has a row without `last`, which no list shows. Whoever writes a message
 * of a subject must find this row; the sweep deletes it only when nothing newer was written: so neither loses
 * against the other.
 */
export interface ConversationRow extends Doc {
  readonly account: string;
  readonly number: string;
  readonly type: 'DIRECT' | 'GROUP';
  /** Payload with the SubjectIdentity (domain/contact), sealed by the subject's secret alone. */
  readonly identity: string;
  /** The newest message of the conversation. */
  readonly last?: { readonly at: Date; readonly key: string };
  /** The newest message this subject wrote in a group, or call with it. */
  readonly seenAt?: Date;
  readonly createdAt: Date;
  /** Version of the stream `contact:<id>`. */
  readonly version: number;
}

const INSTANT_LENGTH = new Date(0).toISOString().length;

/** Instant and id of a message as a text that sorts like the two. */
export function lastKeyOf(at: Date, id: string): string {
  return `${at.toISOString()}/${id}`;
}

/** The id in a {@link lastKeyOf}. */
export function idOfLastKey(key: string): string {
  return key.slice(INSTANT_LENGTH + 1);
}

export interface MessageRow extends Doc {
  readonly account: string;
  readonly number: string;
  readonly conversation: string;
  /** The contact it is of: the author in a group, the other party else. */
  readonly subject: string;
  /** In a group conversation; absent else (a partial index is on it). */
  readonly group?: true;
  /** The instant that retention counts from; see retentionTime. */
  readonly at: Date;
  /** The provider's own timestamp. */
  readonly providerAt: Date;
  /** When we stored it. */
  readonly storedAt: Date;
  readonly direction: 'INBOUND' | 'OUTBOUND';
  readonly type: string;
  /** Payload with {@link MessagePii}; null: the content was erased (revoked by its author). */
  readonly payload: string | null;
  /** Size of the sealed content in bytes. */
  readonly bytes: number;
  /** Inbound and not read yet; absent else (a partial index is on it). */
  readonly unread?: true;
  readonly readAt?: Date;
  /** The message this one is a reaction to, or quotes: ids of ours, known even when that message is not stored. */
  readonly reactsTo?: string;
  readonly repliesTo?: string;
  readonly editedAt?: Date;
  readonly revokedAt?: Date;
  /** The send-log entry of what was sent from here; its status is the message's. */
  readonly send?: string;
  /** Of what was sent from here: derived from the provider's id, by which replies, reactions and statuses name it. */
  readonly externalKey?: string;
  readonly version: number;
}

/** What `MessageRow.payload` opens to. All PII. */
export interface MessagePii {
  /** The provider's id (`wamid…`), which can encode a phone number; null until the provider has taken a send. */
  readonly externalId: string | null;
  readonly repliedToExternalId: string | null;
  /** The channel's typed content; see channels/inbound.ts. */
  readonly content: unknown;
  /** What previews and `content` show. */
  readonly text: string | null;
  readonly referral: unknown;
  /** Of what was sent from here: what the provider is asked to send (channels/outbound.ts). */
  readonly outbound?: unknown;
}

export interface ApiKeyRow extends Doc {
  readonly account: string;
  readonly name: string;
  /** The number it is bound to; null: the account. */
  readonly number: string | null;
  /** How many days PII stays in the send log; 0: it is never persisted. */
  readonly retentionDays: number;
  readonly retentionFloor: Date | null;
  /** When the retention was changed last; absent: never. */
  readonly retentionSetAt?: Date;
  /** SHA-256 of the secret. */
  readonly hash: string;
  /** The first and the last characters of the secret, for people to tell keys apart. */
  readonly prefix: string;
  readonly last4: string;
  readonly createdAt: Date;
  readonly revokedAt?: Date;
  readonly version: number;
}

export interface UserRow extends Doc {
  readonly account: string;
  readonly role: Role;
  /** HMAC of the e-mail address; absent once the user is removed. */
  readonly emailIndex?: string;
  /** Payload with UserPii (domain/user/user.ts), sealed under the account's permanent key. */
  readonly payload: string;
  readonly state: 'INVITED' | 'ACTIVE' | 'REMOVED';
  /** Absent: it was never turned on. */
  readonly hasSecondFactor?: boolean;
  readonly createdAt: Date;
  readonly version: number;
}

/** A personal token. */
export interface TokenRow extends Doc {
  readonly account: string;
  readonly user: string;
  readonly name: string;
  /** SHA-256 of the secret. */
  readonly hash: string;
  readonly last4: string;
  readonly createdAt: Date;
  /** Null: until it is revoked. */
  readonly expiresAt: Date | null;
  readonly revokedAt?: Date;
  readonly version: number;
}

export interface AuditRow extends Doc {
  readonly account: string;
  readonly at: Date;
  readonly by: Actor;
  /** The event's name in constant case: `DATA_RETENTION_UPDATED`. */
  readonly action: string;
  /** The stream it happened to: `number:<id>`. */
  readonly target: string;
  readonly from: unknown;
  readonly to: unknown;
}

export function accountPolicy(row: AccountRow): AccountPolicy {
  return { days: row.dataRetentionDays, floor: row.retentionFloor };
}

/** A removed number stores nothing, whatever its mode was: what is left of its data is due. */
export function numberPolicy(row: NumberRow): NumberPolicy {
  if (row.removedAt) return { mode: 'RELAY_ONLY', days: null, floor: row.piiFloor };
  return { mode: row.piiMode, days: row.piiRetentionDays, floor: row.piiFloor };
}

export function apiKeyPolicy(row: ApiKeyRow): ApiKeyPolicy {
  return { days: row.retentionDays, floor: row.retentionFloor };
}

/** The scope under which a number's payloads, keys and subjects are kept. */
export function numberScope(number: string): string {
  return `number:${number}`;
}
