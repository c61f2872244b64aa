import type { ChatMessage } from './rows.js';

/** WhatsApp takes anything but templates only this long after the recipient last wrote. */
export const WINDOW_MS = 24 * 60 * 60 * 1_000;

/**
 * Whether the recipient wrote within the last 24 hours.
 * - `OPEN` until `closesAt` (milliseconds)
 * - `CLOSED`: only a template may be sent
 * - `UNKNOWN`: nothing they wrote is among what was read so far; WhatsApp decides
 */
export type ReplyWindow =
  { readonly state: 'OPEN'; readonly closesAt: number } | { readonly state: 'CLOSED' | 'UNKNOWN' };

/**
 * @param messages oldest first
 * @param hasEarlier whether there are more before the first of them
 * @param now milliseconds
 */
export function replyWindow(messages: readonly ChatMessage[], hasEarlier: boolean, now: number): ReplyWindow {
  const last = messages.findLast(({ direction }) => direction === 'INBOUND');
  if (last) {
    const closesAt = Date.parse(last.createdAt) + WINDOW_MS;
    return closesAt > now ? { state: 'OPEN', closesAt } : { state: 'CLOSED' };
  }
  const oldest = messages[0];
  const reachesBack = !hasEarlier || (oldest !== undefined && Date.parse(oldest.createdAt) + WINDOW_MS < now);
  return { state: reachesBack ? 'CLOSED' : 'UNKNOWN' };
}
