import { Field, ObjectType } from 'type-graphql';
import { Payload } from './userError.type.js';
import { Webhook } from './webhook.type.js';
import { WebhookDelivery } from './webhookDelivery.type.js';

const simpleResolvers = true;
const nullable = true;
const SECRET = 'What signs from now on, shown this once: `whsec_…`.';

@ObjectType({ simpleResolvers })
export class CreateWebhookPayload extends Payload {
  @Field(() => Webhook, { nullable })
  declare readonly webhook?: Webhook | null;

  @Field(() => String, { nullable, description: SECRET })
  declare readonly secret?: string | null;
}

@ObjectType({ simpleResolvers })
export class UpdateWebhookPayload extends Payload {
  @Field(() => Webhook, { nullable })
  declare readonly webhook?: Webhook | null;
}

@ObjectType({ simpleResolvers })
export class RotateWebhookSecretPayload extends Payload {
  @Field(() => Webhook, { nullable })
  declare readonly webhook?: Webhook | null;

  @Field(() => String, { nullable, description: `${SECRET} The old one signs beside it for a day.` })
  declare readonly secret?: string | null;
}

@ObjectType({ simpleResolvers })
export class DeleteWebhookPayload extends Payload {
  @Field(() => Webhook, { nullable, description: 'As it was.' })
  declare readonly webhook?: Webhook | null;
}

@ObjectType({ simpleResolvers })
export class SendExampleEventPayload extends Payload {
  @Field(() => WebhookDelivery, { nullable })
  declare readonly delivery?: WebhookDelivery | null;
}

@ObjectType({ simpleResolvers })
export class ResendDeliveryPayload extends Payload {
  @Field(() => WebhookDelivery, { nullable })
  declare readonly delivery?: WebhookDelivery | null;
}

@ObjectType({ simpleResolvers })
export class RecoverDeliveriesPayload extends Payload {
  @Field(() => Webhook, { nullable, description: 'What is recovered shows up in `webhookDeliveries`.' })
  declare readonly webhook?: Webhook | null;
}
