import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { Call, CallConnection } from '../schema/types/call.type.js';
import { CallsArgs } from '../schema/types/calls.input.js';
import { Conversation } from '../schema/types/conversation.type.js';
import { NumberType } from '../schema/types/number.type.js';
import { Recording } from '../schema/types/recording.type.js';
import { Allow } from '../src/graphql/access.js';
import { callPage, findCall, getCall, recordingsOf } from '../src/graphql/calls.js';
import { findConversation, getNumber } from '../src/graphql/chats.js';
import type { GraphqlContext } from '../src/graphql/context.js';

const NEEDS = 'Needs any role, or an API key.';

@Resolver(() => Call)
export class CallResolver {
  @Allow('AGENT', 'API_KEY')
  @Query(() => CallConnection, { description: `Calls, newest first. ${NEEDS}` })
  calls(@Args(() => CallsArgs) args: CallsArgs, @Ctx() context: GraphqlContext): Promise<CallConnection> {
    return callPage(context, args);
  }

  @Allow('AGENT', 'API_KEY')
  @Query(() => Call, { nullable: true, description: `One call, else NOT_FOUND. ${NEEDS}` })
  call(@Arg('id', () => ID) id: string, @Ctx() context: GraphqlContext): Promise<Call> {
    return getCall(context, id);
  }

  @FieldResolver(() => NumberType, { description: 'The number that called or was called.' })
  number(@Root() call: Call, @Ctx() context: GraphqlContext): Promise<NumberType> {
    return getNumber(context, call.numberId);
  }

  @FieldResolver(() => Conversation, {
    nullable: true,
    description: 'The chat with the other party, if there is one.',
  })
  async conversation(@Root() call: Call, @Ctx() context: GraphqlContext): Promise<Conversation | null> {
    return call.conversationId === null ? null : findConversation(context, call.conversationId);
  }

  @FieldResolver(() => Call, { nullable: true, description: 'The call that this one is a leg of.' })
  parent(@Root() call: Call, @Ctx() context: GraphqlContext): Promise<Call | null> {
    return findCall(context, call.parentId);
  }

  @FieldResolver(() => [Recording], { description: 'Its recordings, oldest first.' })
  recordings(@Root() call: Call, @Ctx() context: GraphqlContext): Promise<readonly Recording[]> {
    return recordingsOf(context, call);
  }
}
