import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { CreateAccountInput } from '../schema/types/people.input.js';
import { CreateAccountPayload } from '../schema/types/peoplePayloads.type.js';
import { createAccount } from '../src/administration/accounts.js';
import { Allow } from '../src/graphql/access.js';
import { settingsContextOf, type GraphqlContext } from '../src/graphql/context.js';
import { showAccount } from '../src/graphql/showSettings.js';
import { payloadOf } from '../src/graphql/userErrors.js';

@Resolver()
export class AccountSettingsResolver {
  @Allow('SUPER_ADMIN')
  @Mutation(() => CreateAccountPayload, {
    description: 'Opens an account; act in it by the header `x-account-id`. Needs the role SUPER_ADMIN.',
  })
  createAccount(
    @Arg('input', () => CreateAccountInput) input: CreateAccountInput,
    @Ctx() context: GraphqlContext,
  ): Promise<CreateAccountPayload> {
    return payloadOf(async () => ({
      account: showAccount(await createAccount(context.services.core, settingsContextOf(context), input)),
    }));
  }
}
