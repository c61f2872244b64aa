import { Field, Float, Int, ObjectType } from 'type-graphql';
import { DateTime } from './scalars.js';

const simpleResolvers = true;

@ObjectType({ simpleResolvers })
export class DailySends {
  @Field(() => String, { description: 'A day in the time zone asked for: `2026-01-31`.' })
  declare readonly date: string;

  @Field(() => Int)
  declare readonly count: number;
}

@ObjectType({ description: 'Sends by their present status; what was canceled is in none.', simpleResolvers })
export class SendStatusDistribution {
  @Field(() => Int)
  declare readonly queued: number;

  @Field(() => Int)
  declare readonly sent: number;

  @Field(() => Int)
  declare readonly delivered: number;

  @Field(() => Int)
  declare readonly failed: number;

  @Field(() => Int)
  declare readonly read: number;
}

@ObjectType({
  description:
    'What became of the sends of the last 30 days. Counts only, no PII: they survive every redaction and are there in every PII mode.',
  simpleResolvers,
})
export class SendStatistics {
  @Field(() => DateTime, { description: 'The beginning of the first of the 30 days.' })
  declare readonly from: Date;

  @Field(() => DateTime)
  declare readonly to: Date;

  @Field(() => Int, { description: 'Taken by the provider and not failed since.' })
  declare readonly totalSent: number;

  @Field(() => Int)
  declare readonly totalFailed: number;

  @Field(() => Float, { description: 'Against the 30 days before, in percent.' })
  declare readonly sentPercentChange: number;

  @Field(() => Float, { description: 'Against the 30 days before, in percent.' })
  declare readonly failedPercentChange: number;

  @Field(() => Float, { description: 'Failed of all that were sent or failed, in percent.' })
  declare readonly failureRate: number;

  @Field(() => [DailySends], { description: 'All that were asked for, oldest day first.' })
  declare readonly dailyMessages: readonly DailySends[];

  @Field(() => SendStatusDistribution)
  declare readonly statusDistribution: SendStatusDistribution;
}
