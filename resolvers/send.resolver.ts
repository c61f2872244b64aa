import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { MessageTemplate } from '../schema/types/messageTemplate.type.js';
import { CancelMessagesInput, SendMessageInput } from '../schema/types/sendMessage.input.js';
import { CancelMessagesPayload, SendMessagePayload } from '../schema/types/sendPayloads.type.js';
import { Allow } from '../src/graphql/access.js';
import type { GraphqlContext } from '../src/graphql/context.js';
import { toId } from '../src/graphql/ids.js';
import { cancelMessages, sendMessage } from '../src/graphql/sendMessage.js';
import { listTemplates } from '../src/graphql/templates.js';
import { payloadOf } from '../src/graphql/userErrors.js';

@Resolver()
export class SendResolver {
  @Allow('AGENT', 'API_KEY')
  @Query(() => [MessageTemplate], {
    description:
      'The templates that a number can send, asked of the provider. Needs any role, or an API key whose scope has the number.',
  })
  templates(
    @Arg('numberId', () => ID) numberId: string,
    @Ctx() context: GraphqlContext,
  ): Promise<readonly MessageTemplate[]> {
    return listTemplates(context, toId(numberId));
  }

  @Allow('AGENT', 'API_KEY')
  @Mutation(() => SendMessagePayload, {
    description:
      'Sends a message, at once or at a time. Queued, unless the number is in RELAY_ONLY: there the provider is asked within the request. Needs any role, or an API key whose scope has the number.',
  })
  sendMessage(
    @Arg('input', () => SendMessageInput) input: SendMessageInput,
    @Ctx() context: GraphqlContext,
  ): Promise<SendMessagePayload> {
    return payloadOf(() => sendMessage(context, input));
  }

  @Allow('AGENT', 'API_KEY')
  @Mutation(() => CancelMessagesPayload, {
    description: 'Takes back what is still scheduled or queued. Needs any role, or an API key.',
  })
  cancelMessages(
    @Arg('input', () => CancelMessagesInput) input: CancelMessagesInput,
    @Ctx() context: GraphqlContext,
  ): Promise<CancelMessagesPayload> {
    return payloadOf(() => cancelMessages(context, input.ids));
  }
}
