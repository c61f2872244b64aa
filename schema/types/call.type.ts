import { Field, Int, ObjectType } from 'type-graphql';
import type { CallChannel, CallDirection } from '../../src/domain/call/call.js';
import type { CallStatus } from '../../src/domain/call/callStatus.js';
import type { Decider } from '../../src/domain/policies.js';
import { CallChannelEnum, CallStatusEnum } from './callEnums.type.js';
import { noticedConnectionOf, type NoticedConnection } from './connection.type.js';
import { ContentStateEnum, DeciderEnum, DirectionEnum, type ContentStateName } from './enums.type.js';
import { Node } from './node.type.js';
import { DateTime } from './scalars.js';

const nullable = true;
const PII = 'PII: goes with the call at `expiresAt`.';

@ObjectType('Call', {
  implements: Node,
  simpleResolvers: true,
  description: 'A call inside its window. Needs any role, or an API key whose scope has the number.',
})
export class Call extends Node {
  @Field(() => CallChannelEnum)
  declare readonly channel: CallChannel;

  @Field(() => DirectionEnum)
  declare readonly direction: CallDirection;

  @Field(() => CallStatusEnum)
  declare readonly status: CallStatus;

  @Field(() => ContentStateEnum, { description: 'Whether the PII of the call can be shown, else why not.' })
  declare readonly contentState: ContentStateName;

  @Field(() => String, { nullable, description: `Who called; null where that was hidden. ${PII}` })
  declare readonly from: string | null;

  @Field(() => String, { nullable, description: `Who was called. ${PII}` })
  declare readonly to: string | null;

  @Field(() => String, { nullable, description: `The other party, whoever called. ${PII}` })
  declare readonly peer: string | null;

  @Field(() => String, { nullable, description: `The name that the other party goes by. ${PII}` })
  declare readonly peerName: string | null;

  @Field(() => String, { nullable, description: `The provider's id of the call. ${PII}` })
  declare readonly externalId: string | null;

  @Field(() => DateTime, { description: 'Lists are sorted and retention counts by it.' })
  declare readonly createdAt: Date;

  @Field(() => DateTime, { description: 'When it began, by the provider.' })
  declare readonly startedAt: Date;

  @Field(() => DateTime, { nullable, description: 'When it was answered; null: it was not, or nobody told.' })
  declare readonly connectedAt: Date | null;

  @Field(() => DateTime, { nullable, description: 'When it ended; null: it has not, or nobody told.' })
  declare readonly endedAt: Date | null;

  @Field(() => Int, { nullable, description: 'Whole seconds of talking.' })
  declare readonly durationSeconds: number | null;

  @Field(() => Int, { nullable, description: "The provider's, of a failure." })
  declare readonly errorCode: number | null;

  @Field(() => DateTime, { description: 'When something was last told of it.' })
  declare readonly updatedAt: Date;

  @Field(() => DateTime, {
    nullable,
    description: 'When it stops being readable; null: no policy ends it.',
  })
  declare readonly expiresAt: Date | null;

  @Field(() => DeciderEnum, { nullable, description: 'The policy that decides `expiresAt`: the strictest.' })
  declare readonly decidedBy: Decider | null;

  declare readonly numberId: string;
  declare readonly conversationId: string | null;
  declare readonly parentId: string | null;
}

export type CallConnection = NoticedConnection<Call>;
export const CallConnection = noticedConnectionOf('Call', () => Call);
