import type { Recipient } from '../channels/outbound.js';
import type { ProviderGroup, ProviderStorage, ProviderTemplate } from '../channels/whatsapp/client.js';
import type { Actor } from '../domain/events.js';
import type { ChatwootReply, SendOrigin } from '../domain/send/send.js';
import type { CancelFailureReason, SendStatus } from '../domain/send/sendStatus.js';
import type { NumberRow } from '../projections/rows.js';
import type { SendContent } from './sendInput.js';

/** A send as a surface asks for it, checked by sendInput.ts. `recipient`, `content`, `labels` are PII. */
export interface SendRequest {
  /** Read this moment; a mode that changes meanwhile is noticed. */
  readonly number: NumberRow;
  readonly by: Actor;
  readonly origin: SendOrigin;
  /** The key that it is sent with; its `retentionDays` decides over the log's PII. */
  readonly apiKey: string | null;
  readonly recipient: Recipient;
  /** A template may be named by reference: it is looked up and filled in here. */
  readonly content: SendContent;
  /** What of the content the provider must be asked for; called once, when the idempotency key is ours. */
  readonly complete?: (content: SendContent) => Promise<SendContent>;
  /** The provider's id, or ours, of the message that this one answers. */
  readonly replyTo: string | null;
  readonly labels: readonly string[];
  readonly deliverAt: Date | null;
  readonly deliverUntil: Date | null;
  /** Of an agent's reply in Chatwoot. */
  readonly chatwoot?: ChatwootReply;
  /** Marks the conversation read as well. */
  readonly markRead: boolean;
  readonly idempotency: {
    readonly key: string;
    /** The request's body, to tell the same from another; only an HMAC of it is kept. */
    readonly body: string;
  } | null;
}

/** What the caller gets. No PII. */
export interface SendReceipt {
  readonly id: string;
  readonly correlationId: string;
  readonly createdAt: Date;
  /** `QUEUED`, or, where it was asked of the provider within the request, what came of it. */
  readonly status: SendStatus;
  /** The idempotency key had been used for the same request: nothing was sent now. */
  readonly isReplay: boolean;
}

export interface CancelOutcome {
  readonly canceled: readonly string[];
  readonly failed: readonly { readonly id: string; readonly reason: CancelFailureReason }[];
}

/** Sending, as the surfaces see it. */
export interface Sending {
  /**
   * Queues a message, or, where nothing of it may be stored (RELAY_ONLY, or neither a chat record nor a log with PII),
   * asks the provider within this call.
   * @throws InvalidInput; SendRefused
   */
  send(request: SendRequest): Promise<SendReceipt>;
  /** Takes back what still waits. @param ids ours or correlation ids; what is not the number's counts as unknown */
  cancel(number: NumberRow, by: Actor, ids: readonly string[]): Promise<CancelOutcome>;
  /** The provider's templates, held in memory for some minutes. @throws SendRefused */
  templates(number: NumberRow): Promise<readonly ProviderTemplate[]>;
  /** The provider's groups, held in memory for a minute. @throws SendRefused */
  groups(number: NumberRow): Promise<readonly ProviderGroup[]>;
  /** How the provider keeps the number's messages, held in memory for some minutes. @throws SendRefused */
  storage(number: NumberRow): Promise<ProviderStorage>;
  /**
   * Tells the provider that a conversation is read; it shows that to who wrote. What fails is logged, and the provider
   * is not waited for.
   */
  tellRead(account: string, number: string, conversation: string): Promise<void>;
  /** Uploads media to the provider; gives its media id, to be sent as `UPLOADED`. @throws SendRefused */
  upload(
    number: NumberRow,
    file: { readonly bytes: Buffer; readonly mimeType: string; readonly fileName: string | null },
  ): Promise<string>;
}
