import { ArgsType, Field, ID } from 'type-graphql';
import type { SendStatus } from '../../src/domain/send/sendStatus.js';
import { NumbersPeriodArgs } from './numbersPeriod.input.js';
import { SendStatusEnum } from './sendEnums.type.js';

const nullable = true;

@ArgsType()
export class SendLogArgs extends NumbersPeriodArgs {
  @Field(() => ID, { nullable, description: 'Only what was sent with this API key.' })
  declare readonly apiKeyId?: string | null;

  @Field(() => SendStatusEnum, { nullable, description: 'Only what has this status now.' })
  declare readonly status?: SendStatus | null;
}

@ArgsType()
export class SendStatisticsArgs {
  @Field(() => ID, { nullable, description: 'Of one number; absent: of all in scope.' })
  declare readonly numberId?: string | null;

  @Field(() => String, {
    nullable,
    description: 'The IANA time zone that days are counted in, as Europe/Berlin; UTC without.',
  })
  declare readonly tz?: string | null;
}
