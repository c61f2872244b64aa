import type { ApiKey } from '../../schema/types/apiKey.type.js';
import type { Conversation, ConversationConnection } from '../../schema/types/conversation.type.js';
import type { Message, MessageConnection } from '../../schema/types/message.type.js';
import type { NumberType } from '../../schema/types/number.type.js';
import { isAtLeast } from '../domain/user/roles.js';
import { mayUseNumber, requireNumber } from '../auth/rights.js';
import { invalid, notFound } from '../lib/errors.js';
import type { ConversationQuery } from '../reading/conversations.js';
import type { MessageQuery } from '../reading/messages.js';
import type { ContentState, DateRange } from '../reading/views.js';
import { accountOf, principalOf, type GraphqlContext } from './context.js';
import { toIdOrNull } from './ids.js';
import { connectionOf, limitOf, placeOf, rangeOf } from './pages.js';
import { showConversation } from './showConversation.js';
import { showMessage } from './showMessage.js';
import { showApiKey, showNumber } from './showSettings.js';

/** Which part of a list is asked for, each with the name of its argument. */
export interface Asked {
  readonly limit: readonly [field: string, wanted: number | null | undefined];
  readonly after: readonly [field: string, cursor: string | null | undefined];
}

/**
 * The number that messages are asked of, and the conversation if it is one's.
 * @throws InvalidInput unless exactly one is named; NOT_FOUND
 */
export async function placeOfMessages(
  context: GraphqlContext,
  args: { readonly conversationId: string | null | undefined; readonly numberId: string | null | undefined },
): Promise<Pick<MessageQuery, 'numberId' | 'conversationId'>> {
  const conversationId = toIdOrNull(args.conversationId);
  const numberId = toIdOrNull(args.numberId);
  if ((conversationId === null) === (numberId === null))
    throw invalid('conversationId', 'ONE_NEEDED', 'Name either a conversationId or a numberId.');
  if (conversationId === null) return { numberId: numberId ?? '' };
  const found = await context.services.conversations.numberOf(accountOf(context), conversationId);
  if (found === null || !mayUseNumber(principalOf(context), found)) throw notFound('conversation');
  return { numberId: found, conversationId };
}

/** A page of messages, newest first. @throws InvalidInput, NOT_FOUND */
export async function messagePage(
  context: GraphqlContext,
  place: Omit<MessageQuery, 'account' | keyof DateRange>,
  range: DateRange,
  { limit, after }: Asked,
): Promise<MessageConnection> {
  const { messages, directory } = context.services;
  const account = accountOf(context);
  requireNumber(principalOf(context), place.numberId);
  const query: MessageQuery = { ...place, account, ...rangeOf(range) };
  const from = placeOf(...after);
  const [number, page] = await Promise.all([
    directory.number(account, place.numberId),
    messages.list(query, { limit: limitOf(...limit), after: from }),
  ]);
  if (!number) throw notFound('number');
  return connectionOf(
    page,
    (view) => showMessage(view, number),
    ({ row }) => ({ at: row.at, id: row._id }),
    { isFirst: from === null, count: () => messages.count(query) },
  );
}

/** A page of conversations, by their newest message. @throws InvalidInput, NOT_FOUND */
export async function conversationPage(
  context: GraphqlContext,
  asked: Omit<ConversationQuery, 'account'>,
  { limit, after }: Asked,
): Promise<ConversationConnection> {
  const { conversations } = context.services;
  requireNumber(principalOf(context), asked.numberId);
  const query: ConversationQuery = { ...asked, account: accountOf(context), ...rangeOf(asked) };
  const from = placeOf(...after);
  const page = await conversations.list(query, { limit: limitOf(...limit), after: from });
  return connectionOf(page, showConversation, ({ lastMessageAt: at, id }) => ({ at, id }), {
    isFirst: from === null,
    count: () => conversations.count(query),
  });
}

/** Null when it is not there, out of its window, or outside the scope of whoever asks. */
export async function findConversation(context: GraphqlContext, id: string): Promise<Conversation | null> {
  const view = await context.loaders.conversation(id);
  return view && mayUseNumber(principalOf(context), view.numberId) ? showConversation(view) : null;
}

/** Likewise. */
export async function findMessage(context: GraphqlContext, id: string | null): Promise<Message | null> {
  const view = id === null ? null : await context.loaders.message(id);
  if (!view || !mayUseNumber(principalOf(context), view.row.number)) return null;
  const number = await context.loaders.number(view.row.number);
  return number && showMessage(view, number);
}

/**
 * What {@link findMessage} would say of its content, and where it gives nothing, why: a record that has left its window
 * is EXPIRED until it is deleted. Of what is deleted nothing is left to tell it from what was never stored.
 * @param id null: there is no reference, and no state
 */
export async function contentStateOf(
  context: GraphqlContext,
  id: string | null,
): Promise<ContentState | null> {
  if (id === null) return null;
  const message = await findMessage(context, id);
  if (message) return message.contentState;
  return (await context.loaders.keptMessage(id)) ? 'EXPIRED' : 'NOT_STORED';
}

/** Null when it is not there, or outside the scope of whoever asks. */
export async function findNumber(context: GraphqlContext, id: string): Promise<NumberType | null> {
  const row = mayUseNumber(principalOf(context), id) ? await context.loaders.number(id) : null;
  return row && showNumber(row);
}

/** Null also for whoever may not see keys. */
export async function findApiKey(context: GraphqlContext, id: string | null): Promise<ApiKey | null> {
  const principal = principalOf(context);
  if (id === null || principal.kind !== 'USER' || !isAtLeast(principal.role, 'ADMIN')) return null;
  const view = await context.loaders.apiKey(id);
  return view && showApiKey(view);
}

/** @throws NOT_FOUND */
export async function getNumber(context: GraphqlContext, id: string): Promise<NumberType> {
  const number = await findNumber(context, id);
  if (!number) throw notFound('number');
  return number;
}
