import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { SetNumberPiiModePayload } from '../schema/types/numberPayloads.type.js';
import { SetNumberPiiModeInput } from '../schema/types/retention.input.js';
import { Allow } from '../src/graphql/access.js';
import type { GraphqlContext } from '../src/graphql/context.js';
import { setPiiMode } from '../src/graphql/retention.js';
import { payloadOf } from '../src/graphql/userErrors.js';

@Resolver()
export class NumberPiiModeResolver {
  @Allow('ADMIN')
  @Mutation(() => SetNumberPiiModePayload, {
    description:
      'Sets whether chat records are stored; reads follow at once, data in the next daily run or with `applyNow`. Needs the role ADMIN.',
  })
  setNumberPiiMode(
    @Arg('input', () => SetNumberPiiModeInput) input: SetNumberPiiModeInput,
    @Ctx() context: GraphqlContext,
  ): Promise<SetNumberPiiModePayload> {
    return payloadOf(() => setPiiMode(context, input));
  }
}
