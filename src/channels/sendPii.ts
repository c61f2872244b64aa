import type { OutboundContent, Recipient } from './outbound.js';

/** What `SendLogRow.payload` opens to. All PII. */
export interface SendPii {
  readonly recipient: Recipient;
  readonly content: OutboundContent;
  /** The provider's id of the message that this one answers. */
  readonly replyTo: string | null;
  readonly labels: readonly string[];
  /** What `content` shows of it. */
  readonly text: string | null;
  /** The provider's id, where it tells whom it went to; null until the provider has taken it. */
  readonly externalId: string | null;
}

/** `MessagePii.outbound`: what a chat record is sent from. All PII. */
export type OutboundPii = Pick<SendPii, 'recipient' | 'content' | 'replyTo' | 'labels'>;
