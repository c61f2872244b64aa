import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { Account } from '../schema/types/account.type.js';
import { NumberType } from '../schema/types/number.type.js';
import { PageArgs } from '../schema/types/page.input.js';
import { PersonalTokenConnection } from '../schema/types/personalToken.type.js';
import { User } from '../schema/types/user.type.js';
import { Viewer } from '../schema/types/viewer.type.js';
import { getAccount } from '../src/administration/accounts.js';
import { listTokens } from '../src/administration/tokens.js';
import { getUser } from '../src/administration/users.js';
import { Allow } from '../src/graphql/access.js';
import { findNumber } from '../src/graphql/chats.js';
import { accountOf, principalOf, type GraphqlContext } from '../src/graphql/context.js';
import { settingsConnection } from '../src/graphql/pages.js';
import { showAccount, showToken, showUser } from '../src/graphql/showSettings.js';
import { showViewer } from '../src/graphql/showViewer.js';

@Resolver(() => Viewer)
export class ViewerResolver {
  @Allow('AGENT', 'API_KEY')
  @Query(() => Viewer, { description: 'Who asks. Needs any role, or an API key.' })
  viewer(@Ctx() context: GraphqlContext): Viewer {
    return showViewer(principalOf(context));
  }

  @FieldResolver(() => User, { nullable: true, description: 'The person; null for an API key.' })
  async user(@Root() { userId, homeAccount }: Viewer, @Ctx() context: GraphqlContext): Promise<User | null> {
    return userId === null ? null : showUser(await getUser(context.services.core, homeAccount, userId));
  }

  @FieldResolver(() => Account, { description: 'The account that is acted in.' })
  async account(@Ctx() context: GraphqlContext): Promise<Account> {
    return showAccount(await getAccount(context.services.core, accountOf(context)));
  }

  @FieldResolver(() => NumberType, {
    nullable: true,
    description: 'The number that an API key is bound to; null: all of the account.',
  })
  async number(@Root() { numberId }: Viewer, @Ctx() context: GraphqlContext): Promise<NumberType | null> {
    return numberId === null ? null : findNumber(context, numberId);
  }

  @FieldResolver(() => PersonalTokenConnection, {
    nullable: true,
    description: "One's own tokens, oldest first, revoked and expired ones included; null for an API key.",
  })
  async personalTokens(
    @Root() { userId, homeAccount }: Viewer,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { services }: GraphqlContext,
  ): Promise<PersonalTokenConnection | null> {
    if (userId === null) return null;
    return settingsConnection(
      await listTokens(services.core, homeAccount, userId, page),
      page.after,
      showToken,
    );
  }
}
