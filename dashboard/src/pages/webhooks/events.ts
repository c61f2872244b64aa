/** What an endpoint may subscribe to, in groups; `*` is all of them. */
export const EVENT_GROUPS = {
  message: [
    'message.received',
    'message.reply',
    'message.group',
    'message.sent',
    'message.delivered',
    'message.read',
    'message.failed',
  ],
  number: ['number.created', 'number.connected', 'number.disconnected', 'number.removed'],
  call: ['call.ringing', 'call.connected', 'call.ended', 'call.missed', 'recording.available'],
  retention: ['retention.swept'],
} as const;

export const GROUPS = ['message', 'number', 'call', 'retention'] as const;
export const ALL_EVENTS = '*';
export const EVENTS: readonly string[] = GROUPS.flatMap((group) => EVENT_GROUPS[group]);
