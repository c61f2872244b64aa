import { outboundText, type OutboundContent, type Recipient } from '../channels/outbound.js';
import type { OutboundPii, SendPii } from '../channels/sendPii.js';
import type { SendFacts } from '../domain/send/send.js';
import type { NumberRow } from '../projections/rows.js';
import type { SendPolicies } from '../projections/sendPolicies.js';
import type { ReplyTarget } from './resolveReply.js';
import type { SendRequest } from './sending.js';

/** A send whose content, template and reply are resolved; what is left is to queue it or to ask. */
export interface Draft {
  readonly id: string;
  readonly request: SendRequest;
  readonly number: NumberRow;
  readonly policies: SendPolicies;
  readonly recipient: Recipient;
  readonly content: OutboundContent;
  readonly reply: ReplyTarget | null;
  readonly at: Date;
  readonly correlationId: string;
  /** The idempotency record. */
  readonly idempotency: string | null;
}

export function factsOf(draft: Draft): SendFacts {
  const { request, content, correlationId, at } = draft;
  const { apiKey, origin, deliverAt, deliverUntil, chatwoot } = request;
  return {
    number: draft.number._id,
    apiKey,
    origin,
    correlationId,
    at,
    type: content.type === 'media' ? content.mediaType : content.type,
    template:
      content.type === 'template'
        ? { id: content.templateId, name: content.name, language: content.language }
        : null,
    message: null,
    conversation: null,
    deliverAt,
    deliverUntil,
    bytes: 0,
    ...(chatwoot && { chatwoot }),
  };
}

export function outboundOf({ request, recipient, content, reply }: Draft): OutboundPii {
  return { recipient, content, replyTo: reply?.externalId ?? null, labels: request.labels };
}

export function piiOf(draft: Draft): SendPii {
  return { ...outboundOf(draft), text: outboundText(draft.content), externalId: null };
}
