import type { SendLogEntry } from '../../schema/types/sendLogEntry.type.js';
import type { SendLogRow } from '../projections/sendRows.js';
import type { SendLogView } from '../reading/sendLogView.js';

/** An entry as a plain object. */
export function showSendLogEntry(view: SendLogView): SendLogEntry {
  const { row, pii, externalId, redactedAt, redactedBy, expiresAt, decidedBy } = view;
  return {
    id: row._id,
    status: row.status,
    correlationId: row.correlationId,
    origin: row.origin,
    type: row.type,
    template: row.template,
    destinationNumber: pii?.destinationNumber ?? '',
    recipientKind: pii?.recipientKind ?? null,
    content: pii?.content ?? null,
    labels: pii?.labels ?? [],
    externalId,
    createdAt: row.at,
    deliverAt: row.deliverAt,
    deliverUntil: row.deliverUntil,
    sentAt: row.sentAt ?? null,
    deliveredAt: row.deliveredAt ?? null,
    readAt: row.readAt ?? null,
    failedAt: row.failedAt ?? null,
    canceledAt: row.canceledAt ?? null,
    failureReason: row.failure ?? null,
    errorCode: row.errorCode ?? null,
    errorMessage: row.errorMessage ?? null,
    pricing: pricingOf(row),
    redactedAt,
    redactedBy,
    expiresAt,
    decidedBy,
    numberId: row.number,
    apiKeyId: row.apiKey,
    messageId: row.message,
  };
}

function pricingOf({ pricing, providerConversation }: SendLogRow): SendLogEntry['pricing'] {
  if (!pricing && !providerConversation) return null;
  return {
    conversationId: providerConversation?.id ?? null,
    originType: providerConversation?.originType ?? null,
    category: textOf(pricing?.['category']),
    type: textOf(pricing?.['type']),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
