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

/** Applies a change to what is stored. @returns the instant it counts as; null: it changed nothing */
export function applyChange(
  messages: StoredMessage[],
  message: ModelMessage,
  change: ChatChange,
): number | null {
  const { number, key } = message;
  const stored = messages.find((other) => other.number === number && other.key === key);
  if (!stored) {
    const isRevoked = change.kind === 'revocation';
    const first = {
      ...message,
      at: change.kind === 'message' ? message.at : change.at,
      text: isRevoked ? null : change.kind === 'edit' ? change.text : key,
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
    stored.editedAt = change.at;
    stored.text = change.text;
  } else {
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
