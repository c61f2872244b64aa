import { Field, Float, ID, InputType } from 'type-graphql';
import type { PiiMode } from '../../src/domain/policies.js';
import { PiiModeEnum } from './enums.type.js';
import type { PhaseName } from '../../src/domain/sweep.js';
import { PhaseEnum } from './sweepEnums.type.js';

const nullable = true;
const DAYS = 'Whole days, 0 to 1095; 0: the minimum of 2 hours; null: nothing is swept.';
// Floats, so that half a day is a sentence in `userErrors` like any other mistake, and no refusal by the parser.
const PII_DAYS = 'Whole days > 0; needed with `STORE_X_DAYS`, and only there.';

@InputType()
export class UpdateDataRetentionInput {
  @Field(() => Float, { nullable, description: `${DAYS} Must be given.` })
  declare readonly days?: number | null;
}

@InputType()
export class SweepWindowInput {
  @Field(() => Float, { description: 'From this whole hour on, 0 to 23.' })
  declare readonly fromHour: number;

  @Field(() => Float, {
    description: 'Up to this whole hour, 0 to 23; below `fromHour`: over midnight. At least two hours.',
  })
  declare readonly toHour: number;

  @Field(() => String, { nullable, description: 'An IANA name such as `Europe/Berlin`; absent: `UTC`.' })
  declare readonly timeZone?: string | null;
}

@InputType()
export class UpdateSweepWindowInput {
  @Field(() => SweepWindowInput, { nullable, description: 'Null: at any time of the day. Must be given.' })
  declare readonly window?: SweepWindowInput | null;
}

@InputType()
export class SetNumberPiiModeInput {
  @Field(() => ID)
  declare readonly numberId: string;

  @Field(() => PiiModeEnum)
  declare readonly mode: PiiMode;

  @Field(() => Float, { nullable, description: PII_DAYS })
  declare readonly piiRetentionDays?: number | null;

  @Field(() => Boolean, {
    nullable,
    description: 'Erase at once what the mode no longer allows to keep; else the daily job does.',
  })
  declare readonly applyNow?: boolean | null;
}

@InputType({
  description:
    'The input of the mutation that is previewed: of `updateDataRetention`, with a `numberId` of `setNumberPiiMode`, or with an `apiKeyId` of `updateApiKeyRetention`.',
})
export class RetentionPreviewInput {
  @Field(() => Float, { nullable, description: DAYS })
  declare readonly days?: number | null;

  @Field(() => ID, { nullable })
  declare readonly numberId?: string | null;

  @Field(() => PiiModeEnum, { nullable, description: 'Needed with `numberId`.' })
  declare readonly mode?: PiiMode | null;

  @Field(() => Float, { nullable, description: PII_DAYS })
  declare readonly piiRetentionDays?: number | null;

  @Field(() => Boolean, {
    nullable,
    description: 'Changes nothing here: accepted so that inputs can be shared.',
  })
  declare readonly applyNow?: boolean | null;

  @Field(() => ID, { nullable, description: 'Not together with `numberId` or `days`.' })
  declare readonly apiKeyId?: string | null;

  @Field(() => Float, { nullable, description: 'Whole days; needed with `apiKeyId`.' })
  declare readonly retentionDays?: number | null;
}

@InputType()
export class CancelSweepInput {
  @Field(() => ID)
  declare readonly sweepId: string;
}

@InputType()
export class RunSweepInput {
  @Field(() => [PhaseEnum], { nullable, description: 'Only these phases; absent: all.' })
  declare readonly phases?: readonly PhaseName[] | null;
}
