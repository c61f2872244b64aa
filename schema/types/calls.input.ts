import { ArgsType, Field, ID } from 'type-graphql';
import type { CallDirection } from '../../src/domain/call/call.js';
import type { CallStatus } from '../../src/domain/call/callStatus.js';
import type { RecordingStatus } from '../../src/domain/recording/recording.js';
import { CallStatusEnum, RecordingStatusEnum } from './callEnums.type.js';
import { DirectionEnum } from './enums.type.js';
import { PageArgs } from './page.input.js';
import { DateTime } from './scalars.js';

const nullable = true;

@ArgsType()
class NumbersRecordsArgs extends PageArgs {
  @Field(() => ID, { nullable, description: 'Of one number; absent: of all in scope.' })
  declare readonly numberId?: string | null;

  @Field(() => DirectionEnum, { nullable, description: 'Only calls in this direction.' })
  declare readonly direction?: CallDirection | null;

  @Field(() => DateTime, {
    nullable,
    description: 'Nothing earlier, inclusive; a policy may draw a later line.',
  })
  declare readonly startDate?: Date | null;

  @Field(() => DateTime, { nullable, description: 'Nothing later, inclusive.' })
  declare readonly endDate?: Date | null;
}

@ArgsType()
export class CallsArgs extends NumbersRecordsArgs {
  @Field(() => CallStatusEnum, { nullable, description: 'Only what has this status now.' })
  declare readonly status?: CallStatus | null;
}

@ArgsType()
export class RecordingsArgs extends NumbersRecordsArgs {
  @Field(() => ID, { nullable, description: 'Only of this call.' })
  declare readonly callId?: string | null;

  @Field(() => RecordingStatusEnum, { nullable, description: 'Only what has this status now.' })
  declare readonly status?: RecordingStatus | null;
}
