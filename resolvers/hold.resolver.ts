import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { HoldsArgs, PlaceHoldInput, ReleaseHoldInput } from '../schema/types/hold.input.js';
import { Hold, HoldConnection, PlaceHoldPayload, ReleaseHoldPayload } from '../schema/types/hold.type.js';
import { NumberType } from '../schema/types/number.type.js';
import { listHolds, placeHold, releaseHold } from '../src/administration/holds.js';
import { Allow } from '../src/graphql/access.js';
import { findNumber } from '../src/graphql/chats.js';
import { accountOf, settingsContextOf, type GraphqlContext } from '../src/graphql/context.js';
import { toId, toIdOrNull } from '../src/graphql/ids.js';
import { settingsConnection } from '../src/graphql/pages.js';
import { showHold } from '../src/graphql/showHold.js';
import { payloadOf } from '../src/graphql/userErrors.js';

@Resolver(() => Hold)
export class HoldResolver {
  @Allow('ADMIN')
  @Query(() => HoldConnection, { description: 'Legal holds, newest first. Needs the role ADMIN.' })
  async holds(
    @Args(() => HoldsArgs) args: HoldsArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<HoldConnection> {
    const page = await listHolds(context.services.core, accountOf(context), args, args.active ?? null);
    return settingsConnection(page, args.after, showHold);
  }

  @FieldResolver(() => NumberType, { nullable: true, description: 'Whose records they are; null: removed.' })
  number(@Root() { numberId }: Hold, @Ctx() context: GraphqlContext): Promise<NumberType | null> {
    return findNumber(context, numberId);
  }

  @Allow('ADMIN')
  @Mutation(() => PlaceHoldPayload, {
    description: 'Keeps sweeps and erasures off something until it is released. Needs the role ADMIN.',
  })
  placeHold(
    @Arg('input', () => PlaceHoldInput) input: PlaceHoldInput,
    @Ctx() context: GraphqlContext,
  ): Promise<PlaceHoldPayload> {
    const wanted = {
      numberId: toIdOrNull(input.numberId),
      contactId: toIdOrNull(input.contactId),
      conversationId: toIdOrNull(input.conversationId),
      reason: input.reason,
    };
    return payloadOf(async () => ({
      hold: showHold(await placeHold(context.services.core, settingsContextOf(context), wanted)),
    }));
  }

  @Allow('ADMIN')
  @Mutation(() => ReleaseHoldPayload, {
    description: 'Ends a hold; what is due by then goes in the next run. Needs the role ADMIN.',
  })
  releaseHold(
    @Arg('input', () => ReleaseHoldInput) input: ReleaseHoldInput,
    @Ctx() context: GraphqlContext,
  ): Promise<ReleaseHoldPayload> {
    const wanted = { holdId: toId(input.holdId) };
    return payloadOf(async () => ({
      hold: showHold(await releaseHold(context.services.core, settingsContextOf(context), wanted)),
    }));
  }
}
