import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { CreateNumberInput, RemoveNumberInput, UpdateNumberInput } from '../schema/types/number.input.js';
import {
  CreateNumberPayload,
  RemoveNumberPayload,
  UpdateNumberPayload,
} from '../schema/types/numberPayloads.type.js';
import { removeNumber } from '../src/administration/numberPolicy.js';
import { createNumber, updateNumber } from '../src/administration/numbers.js';
import { Allow } from '../src/graphql/access.js';
import { settingsContextOf, type GraphqlContext } from '../src/graphql/context.js';
import { toId } from '../src/graphql/ids.js';
import { showNumber } from '../src/graphql/showSettings.js';
import { payloadOf } from '../src/graphql/userErrors.js';

@Resolver()
export class NumberSettingsResolver {
  @Allow('ADMIN')
  @Mutation(() => CreateNumberPayload, {
    description: 'Adds a number, each channel optional. Needs the role ADMIN.',
  })
  createNumber(
    @Arg('input', () => CreateNumberInput) input: CreateNumberInput,
    @Ctx() context: GraphqlContext,
  ): Promise<CreateNumberPayload> {
    return payloadOf(async () => ({
      number: showNumber(await createNumber(context.services.core, settingsContextOf(context), input)),
    }));
  }

  @Allow('ADMIN')
  @Mutation(() => UpdateNumberPayload, { description: 'Changes what is given. Needs the role ADMIN.' })
  updateNumber(
    @Arg('input', () => UpdateNumberInput) input: UpdateNumberInput,
    @Ctx() context: GraphqlContext,
  ): Promise<UpdateNumberPayload> {
    const change = { ...input, numberId: toId(input.numberId) };
    return payloadOf(async () => ({
      number: showNumber(await updateNumber(context.services.core, settingsContextOf(context), change)),
    }));
  }

  @Allow('ADMIN')
  @Mutation(() => RemoveNumberPayload, {
    description: 'Removes a number: its keys are revoked and its data is erased. Needs the role ADMIN.',
  })
  removeNumber(
    @Arg('input', () => RemoveNumberInput) input: RemoveNumberInput,
    @Ctx() context: GraphqlContext,
  ): Promise<RemoveNumberPayload> {
    const numberId = toId(input.numberId);
    return payloadOf(async () => ({
      number: showNumber(await removeNumber(context.services.core, settingsContextOf(context), { numberId })),
    }));
  }
}
