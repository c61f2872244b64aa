import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { PageArgs } from '../schema/types/page.input.js';
import { User, UserConnection } from '../schema/types/user.type.js';
import { listUsers } from '../src/administration/users.js';
import { Allow } from '../src/graphql/access.js';
import { accountOf, type GraphqlContext } from '../src/graphql/context.js';
import { settingsConnection } from '../src/graphql/pages.js';
import { showUser } from '../src/graphql/showSettings.js';

@Resolver(() => User)
export class UserResolver {
  @Allow('ADMIN')
  @Query(() => UserConnection, { description: "The account's users, oldest first. Needs the role ADMIN." })
  async users(@Args(() => PageArgs) page: PageArgs, @Ctx() context: GraphqlContext): Promise<UserConnection> {
    const users = await listUsers(context.services.core, accountOf(context), page);
    return settingsConnection(users, page.after, showUser);
  }
}
