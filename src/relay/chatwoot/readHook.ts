import { fieldsOf, idOf, listOf, textOf, type Fields } from './readAnswers.js';

export interface AgentAttachment {
  /** As Chatwoot calls it: image, audio, video, file, … */
  readonly type: string;
  readonly url: string;
}

/** What an agent wrote. Contents and contact are PII. */
export interface AgentReply {
  readonly messageId: number;
  readonly conversationId: number;
  readonly content: string;
  readonly attachments: readonly AgentAttachment[];
  /** The contact of the conversation, as far as the hook tells. */
  readonly contact: {
    readonly id: number | null;
    readonly phoneNumber: string | null;
    readonly identifier: string | null;
  };
  /** The source id of the message it answers. */
  readonly inReplyTo: string | null;
}

/** Why a hook is not acted upon; a closed list. */
export type HookIgnored =
  'OTHER_EVENT' | 'OTHER_INBOX' | 'NOT_OUTGOING' | 'PRIVATE' | 'OWN_MESSAGE' | 'NOTHING_TO_SEND';

export type ChatwootHook =
  | { readonly kind: 'REPLY'; readonly reply: AgentReply }
  | { readonly kind: 'IGNORED'; readonly reason: HookIgnored }
  | { readonly kind: 'INVALID' };

/** The source ids that we give: ids that are derived (UUIDv8), alone or with what tells an edit. */
const OWN_SOURCE_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(:\d+)?$/;

/**
 * Reads a webhook of Chatwoot's (contracts/chatwoot.md). Only what an agent, or a bot of Chatwoot's, has just written
 * to the contact is a reply: not what came from us, or everything would go round in circles.
 */
export function readChatwootHook(
  body: unknown,
  place: { readonly accountId: number; readonly inboxId: number },
): ChatwootHook {
  const hook = fieldsOf(body);
  if (!hook || typeof hook['event'] !== 'string') return { kind: 'INVALID' };
  const ignored = (reason: HookIgnored): ChatwootHook => ({ kind: 'IGNORED', reason });
  if (hook['event'] !== 'message_created') return ignored('OTHER_EVENT');
  const conversation = fieldsOf(hook['conversation']);
  const inboxId = idOf(fieldsOf(hook['inbox'])?.['id']) ?? idOf(conversation?.['inbox_id']);
  const accountId = idOf(fieldsOf(hook['account'])?.['id']);
  // An account-wide webhook that somebody pointed at us tells of every inbox.
  if (inboxId !== place.inboxId || accountId !== place.accountId) return ignored('OTHER_INBOX');
  const type = hook['message_type'];
  if (type !== 'outgoing' && type !== 1) return ignored('NOT_OUTGOING');
  if (hook['private'] !== false && hook['private'] !== undefined && hook['private'] !== null)
    return ignored('PRIVATE');
  const sourceId = textOf(hook['source_id']);
  if (sourceId !== null && OWN_SOURCE_ID.test(sourceId)) return ignored('OWN_MESSAGE');

  const messageId = idOf(hook['id']);
  const conversationId = idOf(conversation?.['id']);
  if (!conversation || messageId === null || conversationId === null) return { kind: 'INVALID' };
  const content = textOf(hook['content']) ?? '';
  const attachments = (listOf(hook['attachments']) ?? []).flatMap(readAttachment);
  if (content.trim() === '' && attachments.length === 0) return ignored('NOTHING_TO_SEND');
  const attributes = fieldsOf(hook['content_attributes']);
  return {
    kind: 'REPLY',
    reply: {
      messageId,
      conversationId,
      content,
      attachments,
      contact: contactOf(hook, conversation),
      inReplyTo: textOf(attributes?.['in_reply_to_external_id']),
    },
  };
}

function readAttachment(attachment: Fields): AgentAttachment[] {
  const url = textOf(attachment['data_url']);
  return url === null ? [] : [{ type: textOf(attachment['file_type']) ?? 'file', url }];
}

/** Versions tell the contact in different places. */
function contactOf(hook: Fields, conversation: Fields): AgentReply['contact'] {
  const sender = fieldsOf(fieldsOf(conversation['meta'])?.['sender']) ?? fieldsOf(hook['contact']);
  const inbox = fieldsOf(conversation['contact_inbox']);
  return {
    id: idOf(sender?.['id']) ?? idOf(inbox?.['contact_id']),
    phoneNumber: textOf(sender?.['phone_number']),
    identifier: textOf(sender?.['identifier']),
  };
}
