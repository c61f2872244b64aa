import type { InboundStatus } from '../channels/inbound.js';
import type { Recipient } from '../channels/outbound.js';

/** Whom a status says its message went to; null where the provider names nobody. PII. */
export function recipientOf({ recipient, groupId }: InboundStatus): Recipient | null {
  if (groupId !== null) return { kind: 'GROUP', groupId };
  if (recipient?.phone) return { kind: 'PHONE', phone: recipient.phone };
  return recipient?.userId ? { kind: 'USER', userId: recipient.userId } : null;
}
