import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType('SweepWindow', {
  simpleResolvers: true,
  description: 'Hours of the day in which the sweeps of an account run by themselves.',
})
export class SweepWindowType {
  @Field(() => Int, { description: 'From this hour on, 0 to 23.' })
  declare readonly fromHour: number;

  @Field(() => Int, {
    description: 'Up to this hour, which is not part of it; below `fromHour`: the window goes over midnight.',
  })
  declare readonly toHour: number;

  @Field(() => String, { description: 'Whose hours: an IANA name such as `Europe/Berlin`.' })
  declare readonly timeZone: string;
}
