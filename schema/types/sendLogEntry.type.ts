import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { Decider } from '../../src/domain/policies.js';
import type { SendOrigin } from '../../src/domain/send/send.js';
import type { SendFailureReason, SendStatus } from '../../src/domain/send/sendStatus.js';
import { noticedConnectionOf, type NoticedConnection } from './connection.type.js';
import { DeciderEnum } from './enums.type.js';
import { Node } from './node.type.js';
import { DateTime } from './scalars.js';
import {
  RecipientKindEnum,
  SendFailureReasonEnum,
  SendOriginEnum,
  SendStatusEnum,
  type RecipientKindName,
} from './sendEnums.type.js';

const nullable = true;
const simpleResolvers = true;
const PII = 'PII: goes at `expiresAt`, while the entry stays.';

@ObjectType({ description: 'The template that was sent. No PII.', simpleResolvers })
export class SentTemplate {
  @Field(() => ID, { description: "The provider's id." })
  declare readonly id: string;

  @Field(() => String)
  declare readonly name: string;

  @Field(() => String)
  declare readonly language: string;
}

@ObjectType({
  description: 'What the provider told of the price, in its own words. No PII.',
  simpleResolvers,
})
export class SendPricing {
  @Field(() => String, { nullable })
  declare readonly conversationId: string | null;

  @Field(() => String, { nullable })
  declare readonly originType: string | null;

  @Field(() => String, { nullable })
  declare readonly category: string | null;

  @Field(() => String, { nullable })
  declare readonly type: string | null;
}

@ObjectType('SendLogEntry', {
  implements: Node,
  simpleResolvers,
  description:
    'One outbound send. It stays for billing and support when its PII goes, which the strictest of API key, number and account decides. Needs any role, or an API key whose scope has the number.',
})
export class SendLogEntry extends Node {
  @Field(() => SendStatusEnum)
  declare readonly status: SendStatus;

  @Field(() => String, { description: 'To trace a send by; the same in REST and in webhooks. No PII.' })
  declare readonly correlationId: string;

  @Field(() => SendOriginEnum)
  declare readonly origin: SendOrigin;

  @Field(() => String, { description: '`text`, `template`, `interactive` or the type of the media.' })
  declare readonly type: string;

  @Field(() => SentTemplate, { nullable, description: 'Null where it is no template.' })
  declare readonly template: SentTemplate | null;

  @Field(() => String, {
    description: `The number, or the provider's id of the person or group; "" when redacted. ${PII}`,
  })
  declare readonly destinationNumber: string;

  @Field(() => RecipientKindEnum, { nullable, description: `What the destination is. ${PII}` })
  declare readonly recipientKind: RecipientKindName | null;

  @Field(() => String, { nullable, description: `What there is to read; null when redacted. ${PII}` })
  declare readonly content: string | null;

  @Field(() => [String], { description: `As given with the send; none when redacted. ${PII}` })
  declare readonly labels: readonly string[];

  @Field(() => String, {
    nullable,
    description:
      "The provider's id, once it took the message. Where a phone number is encoded in it, it goes with the PII.",
  })
  declare readonly externalId: string | null;

  @Field(() => DateTime, {
    description: 'When it was asked for; lists are sorted and retention counts by it.',
  })
  declare readonly createdAt: Date;

  @Field(() => DateTime, { nullable, description: 'Not sent before.' })
  declare readonly deliverAt: Date | null;

  @Field(() => DateTime, { nullable, description: 'Not sent after.' })
  declare readonly deliverUntil: Date | null;

  @Field(() => DateTime, { nullable, description: 'When the provider took it.' })
  declare readonly sentAt: Date | null;

  @Field(() => DateTime, { nullable })
  declare readonly deliveredAt: Date | null;

  @Field(() => DateTime, { nullable })
  declare readonly readAt: Date | null;

  @Field(() => DateTime, { nullable })
  declare readonly failedAt: Date | null;

  @Field(() => DateTime, { nullable })
  declare readonly canceledAt: Date | null;

  @Field(() => SendFailureReasonEnum, { nullable, description: 'Why it failed.' })
  declare readonly failureReason: SendFailureReason | null;

  @Field(() => Int, { nullable, description: "The provider's error code." })
  declare readonly errorCode: number | null;

  @Field(() => String, { nullable, description: 'A sentence for people. No PII.' })
  declare readonly errorMessage: string | null;

  @Field(() => SendPricing, { nullable })
  declare readonly pricing: SendPricing | null;

  @Field(() => DateTime, {
    nullable,
    description: 'Since when its PII is gone, or due; of what was never kept, when it was asked for.',
  })
  declare readonly redactedAt: Date | null;

  @Field(() => DeciderEnum, { nullable, description: 'The policy that redacted it.' })
  declare readonly redactedBy: Decider | null;

  @Field(() => DateTime, { nullable, description: 'When its PII goes; null: no policy ends it.' })
  declare readonly expiresAt: Date | null;

  @Field(() => DeciderEnum, { nullable, description: 'The policy that decides `expiresAt`.' })
  declare readonly decidedBy: Decider | null;

  declare readonly numberId: string;
  declare readonly apiKeyId: string | null;
  declare readonly messageId: string | null;
}

export type SendLogEntryConnection = NoticedConnection<SendLogEntry>;
export const SendLogEntryConnection = noticedConnectionOf('SendLogEntry', () => SendLogEntry);
