import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { IncidentConnection } from '../schema/types/incident.type.js';
import { IncidentsArgs } from '../schema/types/incidents.input.js';
import { Allow } from '../src/graphql/access.js';
import type { GraphqlContext } from '../src/graphql/context.js';
import { incidentPage } from '../src/graphql/incidents.js';

@Resolver()
export class IncidentResolver {
  @Allow('ADMIN')
  @Query(() => IncidentConnection, {
    description: 'What holds forgetting up, and did, newest first. Needs the role ADMIN.',
  })
  incidents(
    @Args(() => IncidentsArgs) args: IncidentsArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<IncidentConnection> {
    return incidentPage(context, args, args.state ?? null);
  }
}
