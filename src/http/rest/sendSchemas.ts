import { z } from 'zod';
import { OUTBOUND_MEDIA_TYPES } from '../../channels/outbound.js';
import { DECIDERS } from '../../domain/policies.js';
import { CANCEL_FAILURE_REASONS, SEND_STATUSES } from '../../domain/send/sendStatus.js';
import { dateTime, named, origin, page, text } from './schemas.js';

const optional = z.string().nullish();
const when = (description: string) => optional.meta({ format: 'date-time', description });

const button = named(
  'SendButton',
  z.strictObject({
    type: z
      .enum(['reply', 'url', 'call', 'copy'])
      .meta({ description: 'Up to three replies, or one url; call and copy are in templates only.' }),
    label: z.string(),
    url: optional,
    phoneNumber: optional,
    copyCode: optional,
  }),
);

const list = named(
  'SendList',
  z.strictObject({
    buttonText: z.string(),
    sections: z.array(
      z.strictObject({
        title: optional,
        rows: z.array(z.strictObject({ title: z.string(), description: optional, rowId: z.string() })),
      }),
    ),
  }),
);

const header = named(
  'SendHeader',
  z.strictObject({
    type: z.enum(['text', 'image', 'video', 'document']),
    content: z.string().meta({ description: 'The text, or the media’s address.' }),
  }),
);

/** What goes with what is checked by sending/sendInput.ts, which GraphQL calls as well. */
export const sendBody = named(
  'SendMessage',
  z
    .strictObject({
      text: optional.meta({ description: 'The text; with media, its caption.' }),
      templateId: optional.meta({ description: 'An approved template: GET /v1/templates lists them.' }),
      variables: z
        .record(z.string(), z.string())
        .nullish()
        .meta({ description: 'Of the template, by name.' }),
      media: optional.meta({ description: 'An http or https address that the provider fetches from.' }),
      mediaType: z.enum(OUTBOUND_MEDIA_TYPES).nullish(),
      destinationNumber: optional.meta({
        description: 'E.164 with "+", or the provider’s id of a person for this business.',
      }),
      groupId: optional,
      buttons: z.array(button).nullish(),
      list: list.nullish(),
      header: header.nullish(),
      footer: optional,
      labels: z.array(z.string()).nullish(),
      deliverAt: when('Not before; ISO 8601 with its offset. One that has passed means at once.'),
      deliverUntil: when('Never after: it then fails, and is not sent late.'),
      markRead: z.boolean().nullish().meta({ description: 'Marks the conversation as read, too.' }),
    })
    .meta({
      description: 'Exactly one of text, templateId, media; exactly one of destinationNumber, groupId.',
    }),
);
export type SendBody = z.output<typeof sendBody>;

export const sendReceipt = named(
  'SendReceipt',
  z.object({
    id: z.string(),
    correlationId: z.string(),
    status: z.literal('QUEUED').meta({
      description:
        'That it was taken. Of a number in RELAY_ONLY the provider has taken it by then: its entry says SENT.',
    }),
    createdAt: dateTime,
    origin: z.literal('API'),
    sourceNumber: z.string().meta({ description: 'E.164 with "+".' }),
  }),
);

/** The most ids that one request may cancel. */
const MAX_CANCEL = 1_000;
export const cancelBody = named(
  'CancelMessages',
  z.strictObject({ messageIds: z.array(z.string()).max(MAX_CANCEL) }),
);
export const cancelAnswer = named(
  'CanceledMessages',
  z.object({
    cancelled: z.array(z.string()),
    failed: z.array(
      z.object({ id: z.string(), reason: z.string().meta({ description: CANCEL_FAILURE_REASONS }) }),
    ),
  }),
);

export const loggedMessage = named(
  'LoggedMessage',
  z.object({
    id: z.string(),
    externalMessageId: text.meta({ description: 'The provider’s id; null until it took the message.' }),
    status: z.enum(SEND_STATUSES),
    correlationId: z.string(),
    destinationNumber: z.string().meta({
      description: 'E.164 with "+", else the provider’s id of the person or the group; "" after redaction.',
    }),
    content: text.meta({ description: 'What there is to read; null after redaction.' }),
    template: z.string().optional().meta({ description: 'The template’s name; left out where it is none.' }),
    createdAt: dateTime,
    sentAt: dateTime.nullable(),
    deliveredAt: dateTime.nullable(),
    readAt: dateTime.nullable(),
    errorCode: text.meta({
      description: 'The provider’s code, else the reason of this gateway: TOO_LATE, …',
    }),
    errorMessage: text,
    origin,
    metaPricing: z
      .object({ conversationId: text, originType: text, category: text, type: text })
      .nullable()
      .meta({ description: 'As the provider told it; null until then.' }),
    redactedAt: dateTime
      .nullable()
      .meta({ description: 'Since when destinationNumber and content are gone.' }),
    redactedBy: z
      .enum(DECIDERS)
      .nullable()
      .meta({ description: 'The policy that ended them; ERASURE: the person it went to was erased.' }),
  }),
);
export const loggedPage = named('LoggedPage', z.object({ messages: z.array(loggedMessage), ...page }));

export const template = named(
  'Template',
  z.object({
    id: z.string(),
    name: z.string(),
    category: text,
    latestVersion: z
      .object({
        language: z.string(),
        status: text.meta({ description: 'The provider’s word: APPROVED, PAUSED, …' }),
        parameterFormat: z.enum(['POSITIONAL', 'NAMED']),
        components: z.array(
          z.object({
            type: z.enum(['HEADER', 'BODY', 'FOOTER', 'BUTTONS', 'OTHER']),
            format: text,
            text,
            buttons: z.array(z.object({ type: z.string(), text: z.string(), url: text })),
          }),
        ),
      })
      .meta({ description: 'The provider keeps one version: the present one.' }),
  }),
);
export const group = named('Group', z.object({ id: z.string(), subject: text }));

export type SendReceiptJson = z.output<typeof sendReceipt>;
export type LoggedMessageJson = z.output<typeof loggedMessage>;
export type TemplateJson = z.output<typeof template>;
