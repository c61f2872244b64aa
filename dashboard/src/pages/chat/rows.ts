import type { ChatMessageFragment } from '../../generated/operations.js';

export type ChatMessage = ChatMessageFragment;

/** What reacted to a message: each emoji, and how many gave it. */
export type Reactions = readonly { readonly emoji: string; readonly count: number }[];

/** One line of the log. */
export type LogRow =
  | { readonly kind: 'DAY'; readonly key: string; readonly at: string }
  | {
      readonly kind: 'MESSAGE';
      readonly key: string;
      readonly message: ChatMessage;
      readonly reactions: Reactions;
      /** The first of what one person said within a minute: it shows who. */
      readonly isFirst: boolean;
      /** The last of it: it shows when. */
      readonly isLast: boolean;
    };

/**
 * The lines of a log: a day's heading before its first message, messages grouped by sender and minute, reactions at
 * what they react to.
 * @param messages oldest first
 * @param now what has left its window since it was read is left out; milliseconds
 * @param dayOf names the day of an instant in the reader's zone
 */
export function rowsOf(
  messages: readonly ChatMessage[],
  now: number,
  dayOf: (at: string) => string,
): readonly LogRow[] {
  const readable = messages
    .filter((message) => isInWindow(message, now))
    .map((message) => withoutOldQuote(message, now));
  const ids = new Set(readable.map(({ id }) => id));
  const reactions = reactionsIn(readable);
  const shown = readable.filter(({ reactsTo }) => reactsTo === null || !ids.has(reactsTo.id));
  const rows: LogRow[] = [];
  for (const [index, message] of shown.entries()) {
    const before = shown[index - 1];
    const after = shown[index + 1];
    const day = dayOf(message.createdAt);
    const isNewDay = before === undefined || dayOf(before.createdAt) !== day;
    if (isNewDay) rows.push({ kind: 'DAY', key: `day ${day}`, at: message.createdAt });
    rows.push({
      kind: 'MESSAGE',
      key: message.id,
      message,
      reactions: reactions.get(message.id) ?? [],
      isFirst: isNewDay || !isOneGroup(before, message),
      isLast: after === undefined || !isOneGroup(message, after),
    });
  }
  return rows;
}

function isInWindow({ expiresAt }: Pick<ChatMessage, 'expiresAt'>, now: number): boolean {
  return expiresAt === null || Date.parse(expiresAt) > now;
}

/** A quote outlives nothing: what it quotes goes at its own time, however young the answer is. */
function withoutOldQuote(message: ChatMessage, now: number): ChatMessage {
  const { repliesTo } = message;
  if (repliesTo === null || isInWindow(repliesTo, now)) return message;
  return { ...message, repliesTo: null, repliesToState: 'EXPIRED' };
}

const MINUTE_LENGTH = '2026-01-31T09:05'.length;

function isOneGroup(left: ChatMessage, right: ChatMessage): boolean {
  return (
    left.direction === right.direction &&
    left.from === right.from &&
    left.createdAt.slice(0, MINUTE_LENGTH) === right.createdAt.slice(0, MINUTE_LENGTH)
  );
}

/** The last word of each person about each message; an empty one takes the reaction back. */
function reactionsIn(messages: readonly ChatMessage[]): ReadonlyMap<string, Reactions> {
  const byPerson = new Map<string, Map<string, string>>();
  for (const { reactsTo, content, direction, from } of messages) {
    if (reactsTo === null) continue;
    const people = byPerson.get(reactsTo.id) ?? new Map<string, string>();
    people.set(`${direction} ${from ?? ''}`, content ?? '');
    byPerson.set(reactsTo.id, people);
  }
  return new Map([...byPerson].map(([id, people]) => [id, countOf([...people.values()])]));
}

function countOf(emojis: readonly string[]): Reactions {
  const counts = new Map<string, number>();
  for (const emoji of emojis) if (emoji !== '') counts.set(emoji, (counts.get(emoji) ?? 0) + 1);
  return [...counts].map(([emoji, count]) => ({ emoji, count }));
}
