import { ArgsType, Field, Int, ObjectType } from 'type-graphql';
import type { RecordClass } from '../../src/domain/sweep.js';
import { RecordClassEnum } from './sweepEnums.type.js';

const simpleResolvers = true;

@ObjectType({ simpleResolvers })
export class RetentionDayClass {
  @Field(() => RecordClassEnum)
  declare readonly class: RecordClass;

  @Field(() => Int, { description: 'Records that were stored; of `SEND_LOG`, those with PII.' })
  declare readonly kept: number;

  @Field(() => Int, { description: 'Those of them that the next run would have erased.' })
  declare readonly due: number;

  @Field(() => Int, { description: 'Deleted by the sweeps of the day; of `SEND_LOG`, redacted.' })
  declare readonly deleted: number;
}

@ObjectType({ simpleResolvers, description: 'A UTC day, as it was counted last. Counts alone, no PII.' })
export class RetentionDay {
  @Field(() => String, { description: 'A UTC day: `2026-01-31`.' })
  declare readonly date: string;

  @Field(() => [RetentionDayClass])
  declare readonly classes: readonly RetentionDayClass[];
}

@ArgsType()
export class RetentionHistoryArgs {
  @Field(() => Int, { description: 'How many days back, today included: 1 to 366.', defaultValue: 30 })
  declare readonly days: number;
}
