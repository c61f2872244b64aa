import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { ApiKey } from '../schema/types/apiKey.type.js';
import { Message } from '../schema/types/message.type.js';
import { NumberType } from '../schema/types/number.type.js';
import { SendLogArgs, SendStatisticsArgs } from '../schema/types/sendLog.input.js';
import { SendLogEntry, SendLogEntryConnection } from '../schema/types/sendLogEntry.type.js';
import { SendStatistics } from '../schema/types/sendStatistics.type.js';
import { Allow } from '../src/graphql/access.js';
import { findApiKey, findMessage, findNumber } from '../src/graphql/chats.js';
import type { GraphqlContext } from '../src/graphql/context.js';
import { getSendLogEntry, sendLogPage, statisticsOf } from '../src/graphql/sendLog.js';

const NEEDS = 'Needs any role, or an API key.';

@Resolver(() => SendLogEntry)
export class SendLogResolver {
  @Allow('AGENT', 'API_KEY')
  @Query(() => SendLogEntryConnection, { description: `What was sent, newest first. ${NEEDS}` })
  sendLog(
    @Args(() => SendLogArgs) args: SendLogArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<SendLogEntryConnection> {
    return sendLogPage(context, args);
  }

  @Allow('AGENT', 'API_KEY')
  @Query(() => SendLogEntry, {
    nullable: true,
    description: `One send by its id, its correlation id or the provider's id, found for ever and in every PII mode, else NOT_FOUND. ${NEEDS}`,
  })
  sendLogEntry(@Arg('id', () => ID) id: string, @Ctx() context: GraphqlContext): Promise<SendLogEntry> {
    return getSendLogEntry(context, id);
  }

  @Allow('AGENT', 'API_KEY')
  @Query(() => SendStatistics, { description: `What became of the sends of the last 30 days. ${NEEDS}` })
  sendStatistics(
    @Args(() => SendStatisticsArgs) args: SendStatisticsArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<SendStatistics> {
    return statisticsOf(context, args);
  }

  @FieldResolver(() => NumberType, {
    nullable: true,
    description: 'The number it was sent from; null when that was removed.',
  })
  number(@Root() { numberId }: SendLogEntry, @Ctx() context: GraphqlContext): Promise<NumberType | null> {
    return findNumber(context, numberId);
  }

  @FieldResolver(() => ApiKey, {
    nullable: true,
    description: 'The key it was sent with; null: with none, or whoever asks is no ADMIN.',
  })
  apiKey(@Root() { apiKeyId }: SendLogEntry, @Ctx() context: GraphqlContext): Promise<ApiKey | null> {
    return findApiKey(context, apiKeyId);
  }

  @FieldResolver(() => Message, {
    nullable: true,
    description: 'The same in the chat; null where the number stores none, and when it is gone.',
  })
  message(@Root() { messageId }: SendLogEntry, @Ctx() context: GraphqlContext): Promise<Message | null> {
    return findMessage(context, messageId);
  }
}
