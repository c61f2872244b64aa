import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { CreatePersonalTokenInput, RevokePersonalTokenInput } from '../schema/types/people.input.js';
import {
  CreatePersonalTokenPayload,
  RevokePersonalTokenPayload,
} from '../schema/types/peoplePayloads.type.js';
import { PersonalToken } from '../schema/types/personalToken.type.js';
import { homeContextOf } from '../src/administration/context.js';
import { createPersonalToken, revokePersonalToken } from '../src/administration/tokens.js';
import { requireRole } from '../src/auth/rights.js';
import { Allow } from '../src/graphql/access.js';
import { settingsContextOf, type GraphqlContext } from '../src/graphql/context.js';
import { toId } from '../src/graphql/ids.js';
import { showToken } from '../src/graphql/showSettings.js';
import { payloadOf } from '../src/graphql/userErrors.js';

@Resolver(() => PersonalToken)
export class PersonalTokenResolver {
  @Allow('AGENT')
  @Mutation(() => CreatePersonalTokenPayload, {
    description: "Makes a token of one's own, which carries one's role. Needs any role.",
  })
  createPersonalToken(
    @Arg('input', () => CreatePersonalTokenInput) { name, expiresAt }: CreatePersonalTokenInput,
    @Ctx() context: GraphqlContext,
  ): Promise<CreatePersonalTokenPayload> {
    const user = requireRole(context.principal, 'AGENT');
    const wanted = { userId: user.userId, name, expiresAt };
    return payloadOf(async () => {
      const { token, secret } = await createPersonalToken(context.services.core, homeContextOf(user), wanted);
      return { token: showToken(token), secret };
    });
  }

  @Allow('AGENT')
  @Mutation(() => RevokePersonalTokenPayload, {
    description: "Ends a token of one's own; an ADMIN, anybody's of the account. Needs any role.",
  })
  revokePersonalToken(
    @Arg('input', () => RevokePersonalTokenInput) { tokenId }: RevokePersonalTokenInput,
    @Ctx() context: GraphqlContext,
  ): Promise<RevokePersonalTokenPayload> {
    const wanted = { tokenId: toId(tokenId) };
    return payloadOf(async () => ({
      token: showToken(await revokePersonalToken(context.services.core, settingsContextOf(context), wanted)),
    }));
  }
}
