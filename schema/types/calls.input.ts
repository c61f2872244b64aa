import { ArgsType, Field, ID } from 'type-graphql';
import type { CallDirection } from '../../src/domain/call/call.js';
import type { CallStatus } from '../../src/domain/call/callStatus.js';
import type { RecordingStatus } from '../../src/domain/recording/recording.js';
import { CallStatusEnum, RecordingStatusEnum } from './callEnums.type.js';
import { DirectionEnum } from './enums.type.js';
import { NumbersPeriodArgs } from './numbersPeriod.input.js';

const nullable = true;

@ArgsType()
class DirectedArgs extends NumbersPeriodArgs {
  @Field(() => DirectionEnum, { nullable, description: 'Only calls in this direction.' })
  declare readonly direction?: CallDirection | null;
}

@ArgsType()
export class CallsArgs extends DirectedArgs {
  @Field(() => CallStatusEnum, { nullable, description: 'Only what has this status now.' })
  declare readonly status?: CallStatus | null;
}

@ArgsType()
export class RecordingsArgs extends DirectedArgs {
  @Field(() => ID, { nullable, description: 'Only of this call.' })
  declare readonly callId?: string | null;

  @Field(() => RecordingStatusEnum, { nullable, description: 'Only what has this status now.' })
  declare readonly status?: RecordingStatus | null;
}
