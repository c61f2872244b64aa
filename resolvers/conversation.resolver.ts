import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { Conversation, ConversationConnection } from '../schema/types/conversation.type.js';
import { MessageConnection } from '../schema/types/message.type.js';
import { ConversationsArgs, HistoryArgs } from '../schema/types/messages.input.js';
import { NumberType } from '../schema/types/number.type.js';
import { Allow } from '../src/graphql/access.js';
import { conversationPage, findConversation, getNumber, messagePage } from '../src/graphql/chats.js';
import type { GraphqlContext } from '../src/graphql/context.js';
import { toId } from '../src/graphql/ids.js';
import { reversed } from '../src/graphql/pages.js';
import { notFound } from '../src/lib/errors.js';

const NEEDS = 'Needs any role, or an API key.';

@Resolver(() => Conversation)
export class ConversationResolver {
  @Allow('AGENT', 'API_KEY')
  @Query(() => ConversationConnection, { description: `Conversations by their newest message. ${NEEDS}` })
  conversations(
    @Args(() => ConversationsArgs) { first, after, numberId, ...filter }: ConversationsArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConversationConnection> {
    const asked = { ...filter, numberId: toId(numberId) };
    return conversationPage(context, asked, { limit: ['first', first], after: ['after', after] });
  }

  @Allow('AGENT', 'API_KEY')
  @Query(() => Conversation, { nullable: true, description: `One conversation, else NOT_FOUND. ${NEEDS}` })
  async conversation(@Arg('id', () => ID) id: string, @Ctx() context: GraphqlContext): Promise<Conversation> {
    const found = await findConversation(context, toId(id));
    if (!found) throw notFound('conversation');
    return found;
  }

  @FieldResolver(() => MessageConnection, {
    description:
      'The end of the conversation, oldest first; `before` the first cursor, what was said earlier.',
  })
  async messages(
    @Root() { id: conversationId, numberId }: Conversation,
    @Args(() => HistoryArgs) { last, before, ...range }: HistoryArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<MessageConnection> {
    const asked = { limit: ['last', last], after: ['before', before] } as const;
    return reversed(await messagePage(context, { numberId, conversationId }, range, asked));
  }

  @FieldResolver(() => NumberType, { description: 'The number it is with.' })
  number(@Root() { numberId }: Conversation, @Ctx() context: GraphqlContext): Promise<NumberType> {
    return getNumber(context, numberId);
  }
}
