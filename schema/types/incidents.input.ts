import { ArgsType, Field } from 'type-graphql';
import type { IncidentState } from '../../src/domain/incident.js';
import { IncidentStateEnum } from './incident.type.js';
import { PageArgs } from './page.input.js';

@ArgsType()
export class IncidentsArgs extends PageArgs {
  @Field(() => IncidentStateEnum, { nullable: true, description: 'Only these; absent: all.' })
  declare readonly state?: IncidentState | null;
}
