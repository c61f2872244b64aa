import { ArgsType, Field, ID } from 'type-graphql';
import { PageArgs } from './page.input.js';
import { DateTime } from './scalars.js';

const nullable = true;

/** A page of what one number or all of them recorded in a period. */
@ArgsType()
export class NumbersPeriodArgs extends PageArgs {
  @Field(() => ID, { nullable, description: 'Of one number; absent: of all in scope.' })
  declare readonly numberId?: string | null;

  @Field(() => DateTime, {
    nullable,
    description: 'Nothing earlier, inclusive; a policy may draw a later line.',
  })
  declare readonly startDate?: Date | null;

  @Field(() => DateTime, { nullable, description: 'Nothing later, inclusive.' })
  declare readonly endDate?: Date | null;
}
