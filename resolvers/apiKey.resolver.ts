import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { ApiKey, ApiKeyConnection } from '../schema/types/apiKey.type.js';
import { NumberType } from '../schema/types/number.type.js';
import { PageArgs } from '../schema/types/page.input.js';
import { listApiKeys } from '../src/administration/apiKeys.js';
import { Allow } from '../src/graphql/access.js';
import { findNumber } from '../src/graphql/chats.js';
import { accountOf, type GraphqlContext } from '../src/graphql/context.js';
import { settingsConnection } from '../src/graphql/pages.js';
import { showApiKey } from '../src/graphql/showSettings.js';

@Resolver(() => ApiKey)
export class ApiKeyResolver {
  @Allow('ADMIN')
  @Query(() => ApiKeyConnection, {
    description: 'API keys, oldest first, revoked ones included. Needs the role ADMIN.',
  })
  async apiKeys(
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ApiKeyConnection> {
    const keys = await listApiKeys(context.services.core, accountOf(context), page);
    return settingsConnection(keys, page.after, showApiKey);
  }

  @FieldResolver(() => NumberType, {
    nullable: true,
    description: 'The number it is bound to; null: the account.',
  })
  async number(@Root() { numberId }: ApiKey, @Ctx() context: GraphqlContext): Promise<NumberType | null> {
    return numberId === null ? null : findNumber(context, numberId);
  }
}
