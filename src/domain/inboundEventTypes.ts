/** The webhook's own names of what arrives; contracts/rest-v1.md "Outbound events". */
export const INBOUND_EVENT_TYPES = [
  'message.received',
  'message.reply',
  'message.group',
  'message.sent',
  'message.delivered',
  'message.read',
  'message.failed',
] as const;
export type InboundEventType = (typeof INBOUND_EVENT_TYPES)[number];
