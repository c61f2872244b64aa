/** What the specification says of one chat's messages: their edits, their revocations and who has read them. */

/** Times are minutes since the beginning. */
export interface ModelMessage {
  readonly key: string;
  readonly number: string;
  readonly contact: string;
  readonly group: string | null;
  readonly at: number;
}

/** A message as it is stored. */
export interface StoredMessage extends Omit<ModelMessage, 'at'> {
  /** What its age is counted from: the earliest instant that was told of it. */
  at: number;
  /** The key of the text it shows; null: taken back. */
  text: string | null;
  /** Which of all contents there ever were it has: a message that is delivered anew has another one. */
  content: number;
  /** A restored backup had brought back a content that was erased since. */
  isErased: boolean;
  editedAt: number;
  /** False: its edit or revocation came first. */
  isReceived: boolean;
  isUnread: boolean;
}

/** What happens to a message; `text` is the key of an edit's content. */
export type ChatChange =
  | { readonly kind: 'message' }
  | { readonly kind: 'edit'; readonly text: string; readonly at: number }
  | { readonly kind: 'revocation'; readonly at: number };

/** All contents there ever were, and those that were edited or taken back: never to be read again. */
export interface Contents {
  count: number;
  readonly erased: Set<number>;
}

/** Applies a change to what is stored. @returns the instant it counts as; null: it changed nothing */
export function applyChange(
  messages: StoredMessage[],
  message: ModelMessage,
  change: ChatChange,
  contents: Contents,
): number | null {
  const { number, key } = message;
  const stored = messages.find((other) => other.number === number && other.key === key);
  if (!stored) {
    const isRevoked = change.kind === 'revocation';
    const first = {
      ...message,
      at: change.kind === 'message' ? message.at : change.at,
      text: isRevoked ? null : change.kind === 'edit' ? change.text : key,
      content: ++contents.count,
      isErased: false,
      editedAt: change.kind === 'edit' ? change.at : -1e9,
      isReceived: change.kind === 'message',
      isUnread: !isRevoked,
    };
    messages.push(first);
    return first.at;
  }
  if (change.kind === 'message') {
    if (stored.isReceived) return null;
    stored.isReceived = true;
    stored.at = Math.min(stored.at, message.at);
    return stored.at;
  }
  if (stored.text === null) return null;
  if (change.kind === 'edit') {
    if (stored.editedAt >= change.at) return null;
    contents.erased.add(stored.content);
    stored.editedAt = change.at;
    stored.text = change.text;
    stored.content = ++contents.count;
    stored.isErased = false;
  } else {
    contents.erased.add(stored.content);
    stored.text = null;
    stored.isUnread = false;
  }
  stored.at = Math.min(stored.at, change.at);
  return stored.at;
}

/** Somebody reads the conversation that a message is of. */
export function applyRead(messages: StoredMessage[], { number, contact, group }: ModelMessage): void {
  for (const stored of messages) {
    const isOfIt =
      group === null ? stored.group === null && stored.contact === contact : stored.group === group;
    if (stored.number === number && isOfIt) stored.isUnread = false;
  }
}
