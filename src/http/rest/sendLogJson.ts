import type { NumberRow } from '../../projections/rows.js';
import type { SendLogRow } from '../../projections/sendRows.js';
import type { Progress } from '../../reading/progress.js';
import type { SendLogView } from '../../reading/sendLogView.js';
import type { MessageView } from '../../reading/views.js';
import { isoOf, originOf } from './messageJson.js';
import type { LoggedMessageJson } from './sendSchemas.js';

/** An entry of the log; after redaction `destinationNumber` is "" and `content` null, the rest remains. */
export function sentJson({ row, pii, externalId, redactedAt, redactedBy }: SendLogView): LoggedMessageJson {
  return {
    id: row._id,
    externalMessageId: externalId,
    status: row.status,
    correlationId: row.correlationId,
    destinationNumber: pii?.destinationNumber ?? '',
    content: pii?.content ?? null,
    ...(row.template && { template: row.template.name }),
    createdAt: row.at.toISOString(),
    sentAt: isoOf(row.sentAt),
    deliveredAt: isoOf(row.deliveredAt),
    readAt: isoOf(row.readAt),
    errorCode: row.errorCode?.toString() ?? row.failure ?? null,
    errorMessage: row.errorMessage ?? null,
    origin: row.origin,
    metaPricing: pricingOf(row),
    redactedAt: isoOf(redactedAt),
    redactedBy,
  };
}

/** A stored inbound message in the same shape: sent to the number, by the contact. */
export function receivedJson(
  { row, pii }: MessageView,
  number: NumberRow,
  { origin, status, sentAt, deliveredAt, readAt }: Progress,
): LoggedMessageJson {
  return {
    id: row._id,
    externalMessageId: pii?.externalId ?? null,
    status,
    correlationId: row._id,
    destinationNumber: number.phoneNumber,
    content: pii?.text ?? null,
    createdAt: row.at.toISOString(),
    sentAt: isoOf(sentAt),
    deliveredAt: isoOf(deliveredAt),
    readAt: isoOf(readAt),
    errorCode: null,
    errorMessage: null,
    origin: originOf({ origin }),
    metaPricing: null,
    // A chat message is deleted when it is due, not redacted.
    redactedAt: null,
    redactedBy: null,
  };
}

/** What the provider told of the price; its words are passed on as they are. */
function pricingOf({ pricing, providerConversation }: SendLogRow): LoggedMessageJson['metaPricing'] {
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
