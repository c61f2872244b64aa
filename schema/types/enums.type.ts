import { DECIDERS, PII_MODES } from '../../src/domain/policies.js';
import { NOTICES } from '../../src/domain/retentionRules.js';
import { ROLES } from '../../src/domain/user/roles.js';
import { enumOf } from './enumOf.js';

export const RoleEnum = enumOf('Role', ROLES, 'What a user may do; each may do what those before it may.', {
  AGENT: 'Reads conversations and messages.',
  ADMIN: 'Changes the settings of the account.',
  SUPER_ADMIN: 'Opens accounts and acts in any of them.',
});

export const PiiModeEnum = enumOf('PiiMode', PII_MODES, 'Whether chat records of a number are stored.', {
  STORE_INDEFINITE: 'All messages and conversations are stored indefinitely. The default.',
  STORE_X_DAYS: 'Messages and conversations are stored for the last `piiRetentionDays` days only.',
  RELAY_ONLY: 'Nothing is stored; what arrives is relayed all the same.',
});

export const NoticeEnum = enumOf('Notice', NOTICES, 'Why a list is shorter than history.', {
  PII_RELAY_ONLY: 'Messages are not stored for this number: the list is empty.',
  PII_WINDOW: "Only the last days are shown, by the number's PII mode.",
  RETENTION_WINDOW: "Only the last days are shown, by the account's data retention.",
});

export const DeciderEnum = enumOf('Decider', DECIDERS, 'The policy that decides how long a record lives.', {
  ACCOUNT_RETENTION: "The account's data retention.",
  NUMBER_PII_MODE: "The number's PII mode.",
  API_KEY_RETENTION: "The API key's retention.",
  ERASURE: 'No policy: the person it went to was erased.',
});

const CONTENT_STATES = ['PRESENT', 'EXPIRED', 'ERASED', 'NOT_STORED'] as const;
export type ContentStateName = (typeof CONTENT_STATES)[number];
export const ContentStateEnum = enumOf(
  'ContentState',
  CONTENT_STATES,
  'Whether PII can be shown, else why.',
  {
    PRESENT: 'It is there. What is null all the same was never sent.',
    EXPIRED: 'Its time is over; the next run of a cleanup deletes it.',
    ERASED: 'It was erased: taken back by its author, or forgotten on request.',
    NOT_STORED: 'It was relayed and never stored, or it has been deleted since: nothing tells the two apart.',
  },
);

const MEDIA_STATES = ['PENDING', 'STORED', 'FAILED'] as const;
export type MediaStateName = (typeof MEDIA_STATES)[number];
export const MediaStateEnum = enumOf('MediaState', MEDIA_STATES, 'Whether this gateway has a file.', {
  PENDING: 'It is being fetched from the provider, or will be tried again.',
  STORED: 'It is there.',
  FAILED: 'It could not be had: it is gone at the provider, too large, or not what was announced.',
});

const CONVERSATION_TYPES = ['DIRECT', 'GROUP'] as const;
export type ConversationTypeName = (typeof CONVERSATION_TYPES)[number];
export const ConversationTypeEnum = enumOf(
  'ConversationType',
  CONVERSATION_TYPES,
  'With one person or many.',
);

const DIRECTIONS = ['INBOUND', 'OUTBOUND'] as const;
export type DirectionName = (typeof DIRECTIONS)[number];
export const DirectionEnum = enumOf('Direction', DIRECTIONS, 'Seen from the number.');

export const MESSAGE_TYPE_NAMES = [
  'TEXT',
  'IMAGE',
  'AUDIO',
  'VIDEO',
  'DOCUMENT',
  'LOCATION',
  'CONTACTS',
  'STICKER',
  'REACTION',
  'INTERACTIVE',
  'BUTTON',
  'ORDER',
  'SYSTEM',
  'UNSUPPORTED',
] as const;
export type MessageTypeName = (typeof MESSAGE_TYPE_NAMES)[number];
export const MessageTypeEnum = enumOf('MessageType', MESSAGE_TYPE_NAMES, 'What a message is made of.', {
  UNSUPPORTED: 'Something the channel cannot show, or that is newer than this server.',
});

const RECORDINGS = ['COPY', 'LEAVE'] as const;
export type RecordingsName = (typeof RECORDINGS)[number];
export const RecordingsEnum = enumOf('Recordings', RECORDINGS, "What becomes of calls' recordings.", {
  COPY: 'They are fetched into our object store.',
  LEAVE: 'They stay with the third party.',
});
