import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { MarkConversationReadInput } from '../schema/types/conversation.input.js';
import { MarkConversationReadPayload } from '../schema/types/conversationPayloads.type.js';
import { actorOf } from '../src/auth/principal.js';
import { Allow } from '../src/graphql/access.js';
import { findConversation } from '../src/graphql/chats.js';
import { principalOf, type GraphqlContext } from '../src/graphql/context.js';
import { toId } from '../src/graphql/ids.js';
import { showConversation } from '../src/graphql/showConversation.js';
import { payloadOf } from '../src/graphql/userErrors.js';
import { notFound } from '../src/lib/errors.js';

@Resolver()
export class ConversationReadResolver {
  @Allow('AGENT', 'API_KEY')
  @Mutation(() => MarkConversationReadPayload, {
    description:
      'Marks everything stored so far as read, here and with the provider. Needs any role, or an API key.',
  })
  markConversationRead(
    @Arg('input', () => MarkConversationReadInput) input: MarkConversationReadInput,
    @Ctx() context: GraphqlContext,
  ): Promise<MarkConversationReadPayload> {
    return payloadOf(async () => {
      const found = await findConversation(context, toId(input.conversationId));
      if (!found) throw notFound('conversation');
      const principal = principalOf(context);
      const { conversations, sending } = context.services;
      const view = await conversations.markRead(principal.account, found.id, actorOf(principal));
      await sending.tellRead(principal.account, view.numberId, found.id);
      return { conversation: showConversation(view) };
    });
  }
}
