import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { ActorOfChange, AuditConnection } from '../schema/types/auditEntry.type.js';
import { PageArgs } from '../schema/types/page.input.js';
import { User } from '../schema/types/user.type.js';
import { auditLog } from '../src/administration/auditLog.js';
import { Allow } from '../src/graphql/access.js';
import { accountOf, type GraphqlContext } from '../src/graphql/context.js';
import { settingsConnection } from '../src/graphql/pages.js';
import { showAudit, showUser } from '../src/graphql/showSettings.js';

@Resolver(() => ActorOfChange)
export class AuditResolver {
  @Allow('ADMIN')
  @Query(() => AuditConnection, {
    description: 'Every change of settings, newest first. Needs the role ADMIN.',
  })
  async auditLog(
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<AuditConnection> {
    const entries = await auditLog(context.services.core, accountOf(context), page);
    return settingsConnection(entries, page.after, showAudit);
  }

  @FieldResolver(() => User, {
    nullable: true,
    description: 'The person; null for an API key or the product itself.',
  })
  async user(@Root() { type, id }: ActorOfChange, @Ctx() { loaders }: GraphqlContext): Promise<User | null> {
    const view = type === 'USER' ? await loaders.actor(id) : null;
    return view && showUser(view);
  }
}
