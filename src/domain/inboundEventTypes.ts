export const MESSAGE_EVENT_TYPES = [
  'message.received',
  'message.reply',
  'message.group',
  'message.sent',
  'message.delivered',
  'message.read',
  'message.failed',
] as const;
export type MessageEventType = (typeof MESSAGE_EVENT_TYPES)[number];

export const CALL_EVENT_TYPES = ['call.ringing', 'call.connected', 'call.ended', 'call.missed'] as const;
export type CallEventType = (typeof CALL_EVENT_TYPES)[number];

/** The webhook's own names of what arrives; contracts/rest-v1.md "Outbound events". */
export const INBOUND_EVENT_TYPES = [
  ...MESSAGE_EVENT_TYPES,
  ...CALL_EVENT_TYPES,
  'recording.available',
] as const;
export type InboundEventType = (typeof INBOUND_EVENT_TYPES)[number];
