import { Field, Int, ObjectType } from 'type-graphql';
import { noticedConnectionOf, type NoticedConnection } from './connection.type.js';
import { ConversationTypeEnum, type ConversationTypeName } from './enums.type.js';
import { Node } from './node.type.js';
import { DateTime } from './scalars.js';

const PII = 'PII: goes with the last message of the conversation.';

@ObjectType('Conversation', {
  implements: Node,
  simpleResolvers: true,
  description:
    'The messages with one contact or group. Needs any role, or an API key whose scope has the number.',
})
export class Conversation extends Node {
  @Field(() => ConversationTypeEnum)
  declare readonly type: ConversationTypeName;

  @Field(() => String, {
    nullable: true,
    description: `The contact's phone number (E.164), else the channel's user id; a group's id. ${PII}`,
  })
  declare readonly from: string | null;

  @Field(() => String, { nullable: true, description: `The contact's or group's name. ${PII}` })
  declare readonly fromName: string | null;

  @Field(() => String, { nullable: true, description: `The channel's id of the contact. ${PII}` })
  declare readonly userId: string | null;

  @Field(() => String, { nullable: true, description: `The contact's public name in the channel. ${PII}` })
  declare readonly username: string | null;

  @Field(() => Int, { description: 'Inbound messages that nobody here has read, inside the window.' })
  declare readonly unreadCount: number;

  @Field(() => DateTime)
  declare readonly lastMessageAt: Date;

  @Field(() => String, { nullable: true, description: 'What there is to read of the newest message. PII.' })
  declare readonly lastMessagePreview: string | null;

  @Field(() => DateTime, { description: 'When the contact or group was first met.' })
  declare readonly createdAt: Date;

  declare readonly numberId: string;
}

export type ConversationConnection = NoticedConnection<Conversation>;
export const ConversationConnection = noticedConnectionOf('Conversation', () => Conversation);
