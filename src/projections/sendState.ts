import type { KnownSend, SendFacts } from '../domain/send/send.js';
import type { SendLogRow } from './sendRows.js';

/**
 * A send's state as its row tells it, as far as accepting and failing look at it: spares loading the stream, and
 * whoever appends on it is refused when the row was not the newest. Which statuses were seen a row does not tell.
 */
export function stateOfRow(row: SendLogRow): KnownSend {
  return {
    kind: 'KNOWN',
    facts: factsOf(row),
    status: row.status,
    failure: row.failure ?? null,
    payload: row.payload,
    isRedacted: row.redactedAt !== undefined,
    externalKey: row.externalKey ?? null,
    seen: [],
  };
}

function factsOf(row: SendLogRow): SendFacts {
  const { number, apiKey, origin, correlationId, at, type, template } = row;
  const { message, conversation, deliverAt, deliverUntil, bytes } = row;
  return {
    number,
    apiKey,
    origin,
    correlationId,
    at,
    type,
    template,
    message,
    conversation,
    deliverAt,
    deliverUntil,
    bytes,
  };
}
