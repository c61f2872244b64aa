import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { InboundEventType as InboundEventName } from '../../src/domain/inboundEventTypes.js';
import { InboundEventType } from './inboundEventType.js';

const simpleResolvers = true;
const nullable = true;

@ObjectType('InboundEventData', {
  simpleResolvers,
  description:
    "The fields of the webhook's `data`; null where the webhook leaves a field out. PII but for the ids, `type`, `fromMe`, `createdAt` and `mediaType`; held no longer than it takes to deliver.",
})
export class InboundEventData {
  @Field(() => ID)
  declare readonly numberId: string;

  @Field(() => String, {
    nullable,
    description: "The provider's id. PII: a phone number can be encoded in it.",
  })
  declare readonly messageId: string | null;

  @Field(() => ID, { description: 'Our id of the message, as in `node(id)` while it is stored.' })
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
