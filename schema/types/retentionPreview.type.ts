import { Field, Float, Int, ObjectType } from 'type-graphql';
import { DateTime } from './scalars.js';
import type { RecordClass } from '../../src/domain/sweep.js';
import { RecordClassEnum } from './sweepEnums.type.js';

const simpleResolvers = true;

@ObjectType('RetentionPreviewClass', { simpleResolvers })
export class RetentionPreviewClass {
  @Field(() => RecordClassEnum)
  declare readonly class: RecordClass;

  @Field(() => Int, { description: 'Records that would go.' })
  declare readonly count: number;

  @Field(() => Float, { description: 'Bytes of sealed content that would go.' })
  declare readonly bytes: number;

  @Field(() => Int, { description: 'Due records that would stay, for a legal hold keeps them.' })
  declare readonly held: number;

  @Field(() => DateTime, { nullable: true, description: 'The oldest of them; null: there is none.' })
  declare readonly oldest: Date | null;
}

@ObjectType('RetentionPreview', {
  simpleResolvers,
  description: 'What a change would erase, told by the selector that the sweep itself uses. No PII.',
})
export class RetentionPreview {
  @Field(() => DateTime, { description: 'As of when.' })
  declare readonly asOf: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the next run would erase it; null: none would.',
  })
  declare readonly nextRunAt: Date | null;

  @Field(() => [RetentionPreviewClass])
  declare readonly classes: readonly RetentionPreviewClass[];
}
