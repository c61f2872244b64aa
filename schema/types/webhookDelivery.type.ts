import { Field, ID, Int, ObjectType } from 'type-graphql';
import {
  ATTEMPT_ERRORS,
  DELIVERY_STATES,
  SKIP_REASONS,
  type AttemptError,
  type DeliveryState,
  type SkipReason,
} from '../../src/domain/webhook/deliveryWords.js';
import { connectionOf, type Connection } from './connection.type.js';
import { enumOf } from './enumOf.js';
import { Node } from './node.type.js';
import { DateTime } from './scalars.js';

const simpleResolvers = true;
const nullable = true;

export const DeliveryStateEnum = enumOf('DeliveryState', DELIVERY_STATES, 'How far a delivery has come.', {
  PENDING: 'It is yet to be tried, or tried again.',
  FAILED: 'Every try of the schedule failed, or the endpoint is gone.',
  SKIPPED: 'It is not sent; see `reason`.',
  LOST: 'The provider gave up before a RELAY_ONLY event could be delivered.',
});

export const SkipReasonEnum = enumOf('DeliverySkipReason', SKIP_REASONS, 'Why a delivery is not sent.', {
  ERASED: 'What was to be told has been forgotten.',
  DISABLED: 'The webhook was switched off.',
  DELETED: 'The webhook, or its number, was removed.',
});

export const AttemptErrorEnum = enumOf('DeliveryError', ATTEMPT_ERRORS, 'Why a try got no answer.', {
  ADDRESS_REFUSED: 'The name leads to an address that webhooks may not go to.',
});

@ObjectType('DeliveryAttempt', { simpleResolvers, description: 'One try.' })
export class DeliveryAttempt {
  @Field(() => DateTime)
  declare readonly at: Date;

  @Field(() => Int, { description: 'Milliseconds.' })
  declare readonly durationMs: number;

  @Field(() => Int, { nullable, description: 'Null: there was no answer.' })
  declare readonly statusCode: number | null;

  @Field(() => AttemptErrorEnum, { nullable, description: 'Null: there was an answer.' })
  declare readonly error: AttemptError | null;

  declare readonly responsePayload: string | null;
}

@ObjectType('WebhookDelivery', {
  implements: Node,
  simpleResolvers,
  description:
    'One event for one webhook; its id goes out as `webhook-id`. Needs the role ADMIN. Kept for the ' +
    "account's retention; what was told and answered goes sooner, with the event itself.",
})
export class WebhookDelivery extends Node {
  @Field(() => String, { description: 'The name of the event.' })
  declare readonly event: string;

  @Field(() => DeliveryStateEnum)
  declare readonly state: DeliveryState;

  @Field(() => SkipReasonEnum, { nullable, description: 'Of a skipped one.' })
  declare readonly reason: SkipReason | null;

  @Field(() => Int, { description: 'All tries there were.' })
  declare readonly attemptCount: number;

  @Field(() => [DeliveryAttempt], { description: 'The last twenty, oldest first.' })
  declare readonly attempts: readonly DeliveryAttempt[];

  @Field(() => DateTime, { nullable, description: 'When it is tried next; null: not any more.' })
  declare readonly nextAttemptAt: Date | null;

  @Field(() => DateTime, { description: 'When the event happened.' })
  declare readonly eventAt: Date;

  @Field(() => DateTime)
  declare readonly createdAt: Date;

  @Field(() => DateTime)
  declare readonly updatedAt: Date;

  @Field(() => ID)
  declare readonly webhookId: string;

  declare readonly numberId: string;
}

export type WebhookDeliveryConnection = Connection<WebhookDelivery>;
export const WebhookDeliveryConnection = connectionOf('WebhookDelivery', () => WebhookDelivery);
