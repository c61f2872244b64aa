import { ArgsType, Field, ID, InputType } from 'type-graphql';
import type { DeliveryState } from '../../src/domain/webhook/deliveryWords.js';
import { PageArgs } from './page.input.js';
import { DateTime } from './scalars.js';
import { DeliveryStateEnum } from './webhookDelivery.type.js';

const nullable = true;

@InputType()
export class CreateWebhookInput {
  @Field(() => ID, { description: 'The number whose events it gets; it cannot change.' })
  declare readonly numberId: string;

  @Field(() => String, { description: 'For people: 1 to 100 characters.' })
  declare readonly name: string;

  @Field(() => String, {
    description: 'An https address that is not private, unless the operator allows it.',
  })
  declare readonly url: string;

  @Field(() => [String], { description: 'Names of events, or `*` for all; none: nothing is dispatched.' })
  declare readonly events: string[];

  @Field(() => Boolean, { nullable, description: 'Keep the order of each conversation; default false.' })
  declare readonly ordered?: boolean | null;
}

@InputType()
export class UpdateWebhookInput {
  @Field(() => ID)
  declare readonly webhookId: string;

  @Field(() => String, { nullable })
  declare readonly name?: string | null;

  @Field(() => String, { nullable })
  declare readonly url?: string | null;

  @Field(() => [String], { nullable, description: 'Replaces the list.' })
  declare readonly events?: string[] | null;

  @Field(() => Boolean, { nullable })
  declare readonly ordered?: boolean | null;

  @Field(() => Boolean, { nullable, description: 'False: pause; true: resume, also after it was disabled.' })
  declare readonly isActive?: boolean | null;
}

@InputType()
export class RotateWebhookSecretInput {
  @Field(() => ID)
  declare readonly webhookId: string;
}

@InputType()
export class DeleteWebhookInput {
  @Field(() => ID)
  declare readonly webhookId: string;
}

@InputType()
export class SendExampleEventInput {
  @Field(() => ID)
  declare readonly webhookId: string;

  @Field(() => String, { description: 'The name of an event.' })
  declare readonly event: string;
}

@InputType()
export class ResendDeliveryInput {
  @Field(() => ID)
  declare readonly deliveryId: string;
}

@InputType()
export class RecoverDeliveriesInput {
  @Field(() => ID)
  declare readonly webhookId: string;

  @Field(() => DateTime, { description: 'Everything since then that it has not taken is sent again.' })
  declare readonly since: Date;
}

@ArgsType()
export class WebhooksArgs extends PageArgs {
  @Field(() => ID, { nullable, description: 'Only those of the number.' })
  declare readonly numberId?: string | null;
}

@ArgsType()
export class WebhookDeliveriesArgs extends PageArgs {
  @Field(() => ID, { nullable })
  declare readonly webhookId?: string | null;

  @Field(() => ID, { nullable })
  declare readonly numberId?: string | null;

  @Field(() => DeliveryStateEnum, { nullable })
  declare readonly state?: DeliveryState | null;

  @Field(() => String, { nullable, description: 'The name of an event.' })
  declare readonly event?: string | null;
}

@ArgsType()
export class DeliveryUpdatedArgs {
  @Field(() => [ID], { nullable, description: 'Only of these numbers; all of the account without.' })
  declare readonly numberIds?: string[] | null;
}
