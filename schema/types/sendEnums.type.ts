import { SEND_FAILURE_REASONS, SEND_STATUSES } from '../../src/domain/send/sendStatus.js';
import { SEND_ORIGINS } from '../../src/domain/send/send.js';
import { enumOf } from './enumOf.js';

export const SendStatusEnum = enumOf('SendStatus', SEND_STATUSES, 'How far a message got.', {
  QUEUED: 'It waits here: to be sent, or for its time.',
  SENT: 'The provider took it.',
  DELIVERED: "It reached the recipient's device.",
  READ: 'The recipient opened it, or played it.',
  FAILED: 'It was not sent, or not delivered; the reason says why.',
  CANCELED: 'It was taken back before it was sent.',
});

export const SendFailureReasonEnum = enumOf(
  'SendFailureReason',
  SEND_FAILURE_REASONS,
  'Why a send failed; a closed list for programs.',
  {
    PROVIDER_REFUSED: 'The provider refused it for good, or told later that it failed.',
    WINDOW_CLOSED: 'More than 24 hours since the recipient last wrote: only a template may be sent.',
    TOKEN_INVALID: 'The provider does not accept the access token: an operator must act.',
    TOO_LATE: '`deliverUntil` had passed; it was not sent late.',
    PAYLOAD_EXPIRED: 'A policy ended the content while it waited: there was nothing left to send.',
    OUTCOME_UNKNOWN: 'The provider was asked and nobody knows what came of it; it is not sent twice.',
    RETRIES_EXHAUSTED: 'The provider was not to be had until the tries were used up.',
    NOT_CONFIGURED: 'The number was removed, or has no WhatsApp channel any more.',
  },
);

export const SendOriginEnum = enumOf('SendOrigin', SEND_ORIGINS, 'Who asked for a send.', {
  API: 'A program, with an API key.',
  DASHBOARD: 'A person.',
  CHATWOOT: 'An agent, in Chatwoot.',
});

const RECIPIENT_KINDS = ['PHONE', 'USER', 'GROUP'] as const;
export type RecipientKindName = (typeof RECIPIENT_KINDS)[number];
export const RecipientKindEnum = enumOf('RecipientKind', RECIPIENT_KINDS, 'What a destination is.', {
  PHONE: 'A phone number, E.164.',
  USER: "The provider's id of a person for this business.",
  GROUP: "The provider's id of a group.",
});

const MEDIA_TYPES = ['IMAGE', 'VIDEO', 'DOCUMENT', 'AUDIO', 'VOICE', 'STICKER'] as const;
export type SendMediaTypeName = (typeof MEDIA_TYPES)[number];
export const SendMediaTypeEnum = enumOf('SendMediaType', MEDIA_TYPES, 'What a file is sent as.', {
  VOICE: 'Audio that plays like a recording of the chat.',
});

const BUTTON_TYPES = ['REPLY', 'URL', 'CALL', 'COPY'] as const;
export type SendButtonTypeName = (typeof BUTTON_TYPES)[number];
export const SendButtonTypeEnum = enumOf('SendButtonType', BUTTON_TYPES, 'What a button does.', {
  CALL: 'In approved templates only; refused here.',
  COPY: 'In approved templates only; refused here.',
});

const HEADER_TYPES = ['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT'] as const;
export type SendHeaderTypeName = (typeof HEADER_TYPES)[number];
export const SendHeaderTypeEnum = enumOf('SendHeaderType', HEADER_TYPES, 'What a header shows.');
