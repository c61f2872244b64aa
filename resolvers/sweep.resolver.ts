import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root, Subscription } from 'type-graphql';
import { NumberType } from '../schema/types/number.type.js';
import { PageArgs } from '../schema/types/page.input.js';
import { Receipt } from '../schema/types/receipt.type.js';
import { Sweep, SweepConnection, SweepFailure } from '../schema/types/sweep.type.js';
import { Allow } from '../src/graphql/access.js';
import { findNumber } from '../src/graphql/chats.js';
import { accountOf, type GraphqlContext } from '../src/graphql/context.js';
import { toId } from '../src/graphql/ids.js';
import { sweepPage } from '../src/graphql/retention.js';
import { showReceipt } from '../src/graphql/showReceipt.js';
import { showSweep } from '../src/graphql/showSweep.js';
import { followSweep } from '../src/graphql/sweepProgress.js';
import { receiptOf } from '../src/retention/receipts/issue.js';
import type { SweepRow } from '../src/retention/sweepRow.js';

interface Following {
  readonly args: { readonly sweepId: string };
  readonly context: GraphqlContext;
}

@Resolver(() => Sweep)
export class SweepResolver {
  @Allow('ADMIN')
  @Query(() => SweepConnection, { description: 'Sweeps, newest first. Needs the role ADMIN.' })
  sweeps(@Args(() => PageArgs) page: PageArgs, @Ctx() context: GraphqlContext): Promise<SweepConnection> {
    return sweepPage(context, page);
  }

  @Allow('ADMIN')
  @Query(() => Sweep, { nullable: true, description: 'One sweep, else NOT_FOUND. Needs the role ADMIN.' })
  async sweep(@Arg('id', () => ID) id: string, @Ctx() context: GraphqlContext): Promise<Sweep> {
    return showSweep(await context.sweeps.get(accountOf(context), toId(id)));
  }

  @FieldResolver(() => [SweepFailure], {
    description: 'The records that failed in it, and are not gone yet.',
  })
  failures(@Root() sweep: Sweep, @Ctx() context: GraphqlContext): Promise<readonly SweepFailure[]> {
    return sweep.failureCount === 0
      ? Promise.resolve([])
      : context.sweeps.failures(accountOf(context), sweep.id);
  }

  @FieldResolver(() => Receipt, {
    nullable: true,
    description: 'What proves it; null until it is finished, and of runs of older versions.',
  })
  async receipt(@Root() { id }: Sweep, @Ctx() context: GraphqlContext): Promise<Receipt | null> {
    const row = await receiptOf(context.services.core, accountOf(context), id);
    return row && showReceipt(row);
  }

  @FieldResolver(() => NumberType, {
    nullable: true,
    description:
      "The number whose PII mode is carried out; null for the account's sweep, or when it was removed.",
  })
  async number(@Root() { numberId }: Sweep, @Ctx() context: GraphqlContext): Promise<NumberType | null> {
    return numberId === null ? null : findNumber(context, numberId);
  }

  @Allow('ADMIN')
  @Subscription(() => Sweep, {
    description: 'The sweep now and at each change, until it is finished. Needs the role ADMIN.',
    subscribe: ({ context, args }: Following) => followSweep(context, args.sweepId),
  })
  sweepProgressed(@Root() row: SweepRow, @Arg('sweepId', () => ID) _sweepId: string): Sweep {
    return showSweep(row);
  }
}
