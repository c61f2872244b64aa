import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { RetentionDay, RetentionHistoryArgs } from '../schema/types/retentionHistory.type.js';
import { Allow } from '../src/graphql/access.js';
import { accountOf, type GraphqlContext } from '../src/graphql/context.js';
import { assertValid, daysErrors } from '../src/domain/checks.js';
import { retentionHistory } from '../src/retention/recordCounts.js';

const MAX_DAYS = 366;

@Resolver()
export class RetentionHistoryResolver {
  @Allow('ADMIN')
  @Query(() => [RetentionDay], {
    description:
      'What was kept, due and deleted on each of the last days that anything is known of, oldest first. Needs the role ADMIN.',
  })
  retentionHistory(
    @Args(() => RetentionHistoryArgs) { days }: RetentionHistoryArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<readonly RetentionDay[]> {
    assertValid(daysErrors('days', days, 1, MAX_DAYS));
    return retentionHistory(context.services.core, accountOf(context), days);
  }
}
