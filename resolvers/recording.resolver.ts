import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { Call } from '../schema/types/call.type.js';
import { RecordingsArgs } from '../schema/types/calls.input.js';
import { NumberType } from '../schema/types/number.type.js';
import { Recording, RecordingConnection } from '../schema/types/recording.type.js';
import { Allow } from '../src/graphql/access.js';
import { findCall, recordingPage } from '../src/graphql/calls.js';
import { getNumber } from '../src/graphql/chats.js';
import type { GraphqlContext } from '../src/graphql/context.js';

@Resolver(() => Recording)
export class RecordingResolver {
  @Allow('AGENT', 'API_KEY')
  @Query(() => RecordingConnection, {
    description: 'Recordings of calls, newest first. Needs any role, or an API key.',
  })
  recordings(
    @Args(() => RecordingsArgs) args: RecordingsArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<RecordingConnection> {
    return recordingPage(context, args);
  }

  @FieldResolver(() => Call, {
    nullable: true,
    description: 'Its call; null when that is not stored (any more).',
  })
  call(@Root() recording: Recording, @Ctx() context: GraphqlContext): Promise<Call | null> {
    return findCall(context, recording.callId);
  }

  @FieldResolver(() => NumberType, { description: 'The number that called or was called.' })
  number(@Root() recording: Recording, @Ctx() context: GraphqlContext): Promise<NumberType> {
    return getNumber(context, recording.numberId);
  }
}
