import { Field, Int, ObjectType } from 'type-graphql';
import type { CallDirection } from '../../src/domain/call/call.js';
import type { Decider } from '../../src/domain/policies.js';
import type { RecordingPlace, RecordingStatus } from '../../src/domain/recording/recording.js';
import { RecordingPlaceEnum, RecordingStatusEnum } from './callEnums.type.js';
import { noticedConnectionOf, type NoticedConnection } from './connection.type.js';
import {
  ContentStateEnum,
  DeciderEnum,
  DirectionEnum,
  MediaStateEnum,
  type ContentStateName,
  type MediaStateName,
} from './enums.type.js';
import { Node } from './node.type.js';
import { DateTime } from './scalars.js';

const nullable = true;

@ObjectType('Recording', {
  implements: Node,
  simpleResolvers: true,
  description:
    'The recording of a call inside its window. Needs any role, or an API key whose scope has the number.',
})
export class Recording extends Node {
  @Field(() => RecordingStatusEnum)
  declare readonly status: RecordingStatus;

  @Field(() => RecordingPlaceEnum)
  declare readonly place: RecordingPlace;

  @Field(() => DirectionEnum, { nullable, description: 'Of its call; null where that is not known.' })
  declare readonly direction: CallDirection | null;

  @Field(() => ContentStateEnum, { description: 'Whether it can be shown, else why not.' })
  declare readonly contentState: ContentStateName;

  @Field(() => MediaStateEnum, {
    nullable,
    description: 'Of the copy in our object store; null: there is none.',
  })
  declare readonly copyState: MediaStateName | null;

  @Field(() => Int, { nullable, description: 'Size of the copy; null: there is none yet.' })
  declare readonly bytes: number | null;

  @Field(() => String, {
    nullable,
    description:
      'A signed link that plays it, whole or in part, for 15 minutes and as long as it may be read; null while it cannot be played. PII: goes at `expiresAt`.',
  })
  declare readonly url: string | null;

  @Field(() => String, {
    nullable,
    description: "The provider's id of the recording. PII: goes at `expiresAt`.",
  })
  declare readonly externalId: string | null;

  @Field(() => DateTime, { description: 'Lists are sorted and retention counts by it: as its call.' })
  declare readonly createdAt: Date;

  @Field(() => DateTime, { description: 'When it began, by the provider.' })
  declare readonly startedAt: Date;

  @Field(() => Int, { nullable, description: 'Whole seconds.' })
  declare readonly durationSeconds: number | null;

  @Field(() => Int, { nullable, description: 'Audio channels.' })
  declare readonly channels: number | null;

  @Field(() => DateTime, {
    nullable,
    description: 'When it stops being readable; null: no policy ends it.',
  })
  declare readonly expiresAt: Date | null;

  @Field(() => DeciderEnum, { nullable, description: 'The policy that decides `expiresAt`: the strictest.' })
  declare readonly decidedBy: Decider | null;

  declare readonly numberId: string;
  declare readonly callId: string;
}

export type RecordingConnection = NoticedConnection<Recording>;
export const RecordingConnection = noticedConnectionOf('Recording', () => Recording);
