import { Field, ObjectType } from 'type-graphql';
import type { Decider } from '../../src/domain/policies.js';
import { noticedConnectionOf, type NoticedConnection } from './connection.type.js';
import {
  ContentStateEnum,
  DeciderEnum,
  DirectionEnum,
  MessageTypeEnum,
  type ContentStateName,
  type DirectionName,
  type MessageTypeName,
} from './enums.type.js';
import { MessageMedia } from './messageMedia.type.js';
import { Node } from './node.type.js';
import { DateTime, JsonScalar } from './scalars.js';

const PII = 'PII: goes with the message at `expiresAt`.';

@ObjectType('Message', {
  implements: Node,
  simpleResolvers: true,
  description: 'A chat message inside its window. Needs any role, or an API key whose scope has the number.',
})
export class Message extends Node {
  @Field(() => MessageTypeEnum)
  declare readonly type: MessageTypeName;

  @Field(() => DirectionEnum)
  declare readonly direction: DirectionName;

  @Field(() => ContentStateEnum, {
    description: 'Whether the PII of the message can be shown, else why not.',
  })
  declare readonly contentState: ContentStateName;

  @Field(() => String, {
    nullable: true,
    description: `What there is to read: text, caption, emoji, chosen title, place or names. ${PII}`,
  })
  declare readonly content: string | null;

  @Field(() => String, {
    nullable: true,
    description: `Who wrote it: phone number (E.164), else the channel's user id. In a group, the participant. ${PII}`,
  })
  declare readonly from: string | null;

  @Field(() => String, { nullable: true, description: `The name its author goes by. ${PII}` })
  declare readonly fromName: string | null;

  @Field(() => MessageMedia, { nullable: true, description: `The file that the message is. ${PII}` })
  declare readonly media: MessageMedia | null;

  @Field(() => JsonScalar, {
    nullable: true,
    description: `The whole typed content: coordinates, contact cards, buttons, orders. ${PII}`,
  })
  declare readonly details: unknown;

  @Field(() => String, {
    nullable: true,
    description: `The provider's id (\`wamid…\`), in which a phone number can be encoded. ${PII}`,
  })
  declare readonly externalId: string | null;

  @Field(() => DateTime, { description: 'When it happened; lists are sorted and retention counts by it.' })
  declare readonly createdAt: Date;

  @Field(() => DateTime, { description: "The provider's own timestamp." })
  declare readonly providerTimestamp: Date;

  @Field(() => DateTime, { description: 'When it arrived here.' })
  declare readonly storedAt: Date;

  @Field(() => DateTime, { nullable: true, description: 'When somebody here read it.' })
  declare readonly readAt: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When its author changed it last.' })
  declare readonly editedAt: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When its author took it back.' })
  declare readonly revokedAt: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it stops being readable; null: no policy ends it.',
  })
  declare readonly expiresAt: Date | null;

  @Field(() => DeciderEnum, {
    nullable: true,
    description: 'The policy that decides `expiresAt`: the strictest.',
  })
  declare readonly decidedBy: Decider | null;

  declare readonly numberId: string;
  declare readonly conversationId: string;
  declare readonly repliesToId: string | null;
  declare readonly reactsToId: string | null;
  /** The entry of the send log, of what was sent from here. */
  declare readonly sendId: string | null;
}

export type MessageConnection = NoticedConnection<Message>;
export const MessageConnection = noticedConnectionOf('Message', () => Message);
