import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { Account, AccountConnection } from '../schema/types/account.type.js';
import { PageArgs } from '../schema/types/page.input.js';
import { DateTime } from '../schema/types/scalars.js';
import { Sweep } from '../schema/types/sweep.type.js';
import { getAccount, listAccounts } from '../src/administration/accounts.js';
import { Allow } from '../src/graphql/access.js';
import { accountOf, type GraphqlContext } from '../src/graphql/context.js';
import { settingsConnection } from '../src/graphql/pages.js';
import { showAccount } from '../src/graphql/showSettings.js';
import { showSweep } from '../src/graphql/showSweep.js';
import { accountPolicy } from '../src/projections/rows.js';
import { nextSweepAt } from '../src/retention/schedule.js';

@Resolver(() => Account)
export class AccountResolver {
  @Allow('AGENT')
  @Query(() => Account, { description: 'The account that is acted in. Needs any role.' })
  async account(@Ctx() context: GraphqlContext): Promise<Account> {
    return showAccount(await getAccount(context.services.core, accountOf(context)));
  }

  @Allow('SUPER_ADMIN')
  @Query(() => AccountConnection, {
    description:
      'Every account of the installation, oldest first; act in one by the header `x-account-id`. Needs the role SUPER_ADMIN.',
  })
  async accounts(
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { services }: GraphqlContext,
  ): Promise<AccountConnection> {
    return settingsConnection(await listAccounts(services.core, page), page.after, showAccount);
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'The next sweep, within `sweepWindow`; null: nothing is swept.',
  })
  async nextSweepAt(@Root() { id }: Account, @Ctx() { services }: GraphqlContext): Promise<Date | null> {
    const { core } = services;
    const row = await getAccount(core, id);
    return nextSweepAt(accountPolicy(row), row.sweepWindow ?? null, core.clock());
  }

  @Allow('ADMIN')
  @FieldResolver(() => Sweep, {
    nullable: true,
    description: 'The newest finished sweep; null: there was none. Needs the role ADMIN.',
  })
  async lastSweep(@Root() { id }: Account, @Ctx() context: GraphqlContext): Promise<Sweep | null> {
    const row = await context.sweeps.last(id);
    return row && showSweep(row);
  }
}
