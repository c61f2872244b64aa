import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { CallStatus } from '../../src/domain/call/callStatus.js';
import type { InboundEventType as InboundEventName } from '../../src/domain/inboundEventTypes.js';
import type { RecordingPlace } from '../../src/domain/recording/recording.js';
import { CallStatusEnum, RecordingPlaceEnum } from './callEnums.type.js';
import { DirectionEnum, type DirectionName } from './enums.type.js';
import { InboundEventType } from './inboundEventType.js';

const simpleResolvers = true;
const nullable = true;

@ObjectType('InboundEventData', {
  simpleResolvers,
  description:
    "The fields of the webhook's `data`, or of `call.*` and `recording.available` themselves; null where the webhook leaves a field out. PII but for the ids, `type`, `fromMe`, `createdAt`, `mediaType` and what tells how a call went; held no longer than it takes to deliver.",
})
export class InboundEventData {
  @Field(() => ID)
  declare readonly numberId: string;

  @Field(() => String, {
    nullable,
    description: "The provider's id. PII: a phone number can be encoded in it.",
  })
  declare readonly messageId: string | null;

  @Field(() => ID, {
    description: 'Our id of the message, call or recording, as in `node(id)` while it is stored.',
  })
  declare readonly id: string;

  @Field(() => String, {
    nullable,
    description: 'As in the webhook: `text`, `image` …; null for anything else.',
  })
  declare readonly type?: string;

  @Field(() => Boolean)
  declare readonly fromMe: boolean;

  @Field(() => String, { description: 'ISO 8601.' })
  declare readonly createdAt: string;

  @Field(() => String, { nullable })
  declare readonly from?: string;

  @Field(() => String, { nullable })
  declare readonly to?: string;

  @Field(() => String, { nullable })
  declare readonly participantName: string | null;

  @Field(() => String, { nullable })
  declare readonly content?: string;

  @Field(() => String, { nullable })
  declare readonly correlationId?: string;

  @Field(() => String, {
    nullable,
    description:
      'Where the file is to be had: signed, for a short time, and needing no other credentials. PII, like the file.',
  })
  declare readonly mediaLink?: string;

  @Field(() => String, { nullable })
  declare readonly mediaType?: string;

  @Field(() => String, { nullable })
  declare readonly mediaCaption?: string;

  @Field(() => String, { nullable })
  declare readonly mediaFilename?: string;

  @Field(() => String, { nullable })
  declare readonly quotedMessageId?: string | null;

  @Field(() => String, { nullable })
  declare readonly contentReplied?: string;

  @Field(() => String, { nullable })
  declare readonly groupId?: string | null;

  @Field(() => String, { nullable })
  declare readonly groupName?: string | null;

  @Field(() => Boolean, { nullable, description: 'The content replaces what was relayed before.' })
  declare readonly edited?: boolean;

  @Field(() => Boolean, { nullable, description: 'Its author took the message back.' })
  declare readonly revoked?: boolean;

  @Field(() => String, { nullable, description: 'Why a message could not be delivered.' })
  declare readonly error?: string;

  @Field(() => Int, { nullable })
  declare readonly errorCode?: number;

  @Field(() => ID, { nullable })
  declare readonly callId?: string;

  @Field(() => String, { nullable, description: "The provider's id of the call." })
  declare readonly externalCallId?: string;

  @Field(() => DirectionEnum, { nullable })
  declare readonly direction?: DirectionName;

  @Field(() => CallStatusEnum, { nullable })
  declare readonly status?: CallStatus;

  @Field(() => String, { nullable, description: 'When it was, by the provider; ISO 8601.' })
  declare readonly timestamp?: string;

  @Field(() => Int, { nullable, description: 'Whole seconds.' })
  declare readonly duration?: number;

  @Field(() => ID, { nullable })
  declare readonly recordingId?: string;

  @Field(() => String, { nullable, description: "The provider's id of the recording." })
  declare readonly externalRecordingId?: string;

  @Field(() => Int, { nullable, description: 'Audio channels.' })
  declare readonly channels?: number;

  @Field(() => RecordingPlaceEnum, { nullable })
  declare readonly place?: RecordingPlace;

  @Field(() => String, {
    nullable,
    description: 'Where the recording is played from: signed, for minutes, and needing no other credentials.',
  })
  declare readonly recordingLink?: string;
}

@ObjectType('InboundEvent', { simpleResolvers, description: 'One event as webhooks get it.' })
export class InboundEvent {
  @Field(() => String, { description: 'The same whenever the same event is told again: deduplicate by it.' })
  declare readonly id: string;

  @Field(() => String, {
    nullable,
    description: 'For `after`, to resume behind this event; null where nothing is stored (RELAY_ONLY).',
  })
  declare readonly cursor: string | null;

  @Field(() => InboundEventType)
  declare readonly event: InboundEventName;

  @Field(() => ID)
  declare readonly numberId: string;

  @Field(() => InboundEventData)
  declare readonly data: InboundEventData;
}
