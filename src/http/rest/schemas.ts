import { z } from 'zod';
import { MESSAGE_TYPES } from '../../channels/inbound.js';
import { PII_MODES } from '../../domain/policies.js';
import { NOTICES } from '../../domain/retentionRules.js';
import { SEND_STATUSES } from '../../domain/send/sendStatus.js';

/** Every shape that has a name in the OpenAPI document. */
export const components = z.registry<{ id: string }>();

export const named = <T extends z.ZodType>(id: string, schema: T): T => {
  components.add(schema, { id });
  return schema;
};

export const dateTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  .meta({ format: 'date-time', description: 'ISO 8601 in UTC with milliseconds.' });
export const text = z.string().nullable();
export const count = z.int().min(0);
const direction = z.enum(['INBOUND', 'OUTBOUND']);
const type = z.enum(MESSAGE_TYPES);
const from = text.meta({
  description: 'E.164 with "+", or the provider’s user id where it does not tell the number; a group’s id.',
});

const media = named(
  'Media',
  z.object({
    provider: z.literal('WHATSAPP_CLOUD'),
    id: text.meta({ description: 'The provider’s media id.' }),
    url: text.meta({
      description:
        'A signed link that works for 15 minutes, as long as the message may be read; null until the file is stored.',
    }),
    mimeType: text,
    fileName: text,
  }),
).nullable();

export const mediaFile = named(
  'MediaFile',
  z.object({
    base64: z.string(),
    mimeType: text,
    fileName: text,
    mediaId: z.string().meta({ description: 'The provider’s media id.' }),
  }),
);

const conversation = named(
  'Conversation',
  z.object({
    id: z.string(),
    type: z.enum(['DIRECT', 'GROUP', 'NEWSLETTER']),
    from,
    fromName: text,
    userId: text,
    username: text,
    unreadCount: count,
    lastMessageAt: dateTime,
    lastMessagePreview: text,
    createdAt: dateTime,
  }),
);

const unreadMessageShape = {
  id: z.string(),
  conversationId: z.string(),
  conversationUnreadCount: count,
  direction,
  type,
  content: text.meta({
    description: 'Text, caption, title or emoji; null when erased or when there is none.',
  }),
  from,
  fromName: text,
  media,
  readAt: dateTime.nullable(),
  createdAt: dateTime,
};
const unreadMessage = named('UnreadMessage', z.object(unreadMessageShape));
const groupMessage = named(
  'GroupMessage',
  z.object({ ...unreadMessageShape, groupId: text, groupName: text, participantName: text }),
);

/** Existing clients take an origin that they do not know for outbound. */
export const origin = z.enum(['API', 'DASHBOARD', 'CHATWOOT', 'APP']).nullable().meta({
  description:
    'By what it was sent: API, DASHBOARD, CHATWOOT, or APP, the business’s own app or another tool. Null: it came in.',
});

const historyMessage = named(
  'HistoryMessage',
  z.object({
    id: z.string(),
    conversationId: z.string(),
    direction,
    providerKind: z.literal('WHATSAPP_CLOUD'),
    externalMessageId: text,
    status: z.enum(SEND_STATUSES).meta({
      description: 'Of an inbound message: DELIVERED (to us), or READ once the conversation was marked read.',
    }),
    messageType: type,
    origin,
    text,
    participantName: text,
    participantPhone: text,
    participantUserId: text,
    repliedToExternalId: text,
    media,
    sentAt: dateTime.nullable(),
    deliveredAt: dateTime.nullable(),
    readAt: dateTime.nullable(),
    providerTimestamp: dateTime,
    createdAt: dateTime,
  }),
);

const setting = z.union([z.string(), z.number(), z.boolean()]);
const state = z.enum(['CONNECTED', 'DISCONNECTED']).meta({
  description: 'CONNECTED: the WhatsApp channel is set up here. Whether the provider agrees is not asked.',
});
export const piiMode = z.enum(PII_MODES);

export const number = named(
  'Number',
  z.object({
    id: z.string(),
    number: z.string().meta({ description: 'E.164 with "+".' }),
    name: z.string(),
    provider: z.enum(['WHATSAPP_CLOUD', 'TELEPHONY', 'NONE']),
    state,
    isFullyConnected: z.boolean(),
    piiMode,
    piiRetentionDays: z.int().min(1).nullable(),
    settings: z.record(z.string(), setting),
    createdAt: dateTime,
    updatedAt: dateTime,
  }),
);
export const numberStatus = named(
  'NumberStatus',
  z.object({
    id: z.string(),
    state,
    stale: z.boolean().meta({ description: 'True: nobody asked the provider; this is what was last known.' }),
    lastKnownAt: dateTime,
  }),
);
export const apiKey = named(
  'ApiKey',
  z.object({
    id: z.string(),
    name: z.string(),
    keyPrefix: z.string(),
    last4: z.string(),
    numberId: text.meta({ description: 'The number it is bound to; null: the account.' }),
    retentionDays: count,
    lastUsedAt: dateTime.nullable(),
    createdAt: dateTime,
  }),
);

export const page = {
  total: count,
  page: z.int().min(1),
  pageSize: z.int().min(1).max(100),
  totalPages: count,
  notice: z
    .enum(NOTICES)
    .optional()
    .meta({
      description:
        'Why the list is shorter than history: PII_RELAY_ONLY (nothing is stored), PII_WINDOW (the number’s days), ' +
        'RETENTION_WINDOW (the account’s days). Left out when nothing is withheld.',
    }),
};
export const conversationPage = named(
  'ConversationPage',
  z.object({ conversations: z.array(conversation), ...page }),
);
export const unreadPage = named('UnreadPage', z.object({ messages: z.array(unreadMessage), ...page }));
export const groupPage = named('GroupPage', z.object({ messages: z.array(groupMessage), ...page }));
export const historyPage = named('HistoryPage', z.object({ messages: z.array(historyMessage), ...page }));

export type MediaJson = z.output<typeof media>;
export type ConversationJson = z.output<typeof conversation>;
export type UnreadMessageJson = z.output<typeof unreadMessage>;
export type GroupMessageJson = z.output<typeof groupMessage>;
export type HistoryMessageJson = z.output<typeof historyMessage>;
export type NumberJson = z.output<typeof number>;
export type ApiKeyJson = z.output<typeof apiKey>;

/** The body of every refusal. */
export const refusal = named(
  'Error',
  z.object({
    error: z.string().meta({ description: 'A sentence for people.' }),
    code: z.string().meta({ description: 'What clients branch on; never changes meaning.' }),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    requestId: z.string().optional(),
  }),
);
