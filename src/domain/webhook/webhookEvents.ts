/** What an endpoint may subscribe to (contracts/rest-v1.md, "Outbound events"). */
export const WEBHOOK_EVENTS = [
  'message.sent',
  'message.delivered',
  'message.read',
  'message.failed',
  'message.received',
  'message.reply',
  'message.group',
  'number.created',
  'number.connected',
  'number.disconnected',
  'number.removed',
  'call.ringing',
  'call.connected',
  'call.ended',
  'call.missed',
  'recording.available',
  'retention.swept',
] as const;
export type WebhookEventName = (typeof WEBHOOK_EVENTS)[number];

/** "`*` means all" (contracts/rest-v1.md). */
export const ALL_EVENTS = '*';

/** Whether an endpoint with this list gets the event; an empty list dispatches nothing. */
export function isSubscribed(events: readonly string[], event: string): boolean {
  return events.includes(ALL_EVENTS) || events.includes(event);
}
