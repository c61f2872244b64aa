import { Args, Ctx, FieldResolver, Query, Resolver, Root, Subscription } from 'type-graphql';
import { NumberType } from '../schema/types/number.type.js';
import { DeliveryUpdatedArgs, WebhookDeliveriesArgs } from '../schema/types/webhook.input.js';
import { WebhookDelivery, WebhookDeliveryConnection } from '../schema/types/webhookDelivery.type.js';
import { Allow } from '../src/graphql/access.js';
import { findNumber } from '../src/graphql/chats.js';
import type { GraphqlContext } from '../src/graphql/context.js';
import { followDeliveries } from '../src/graphql/deliveryUpdates.js';
import { showDelivery } from '../src/graphql/showWebhook.js';
import { deliveryPage, payloadOfDelivery, responsesOfDelivery } from '../src/graphql/webhooks.js';
import type { DeliveryRow } from '../src/projections/webhookRows.js';

interface Following {
  readonly args: DeliveryUpdatedArgs;
  readonly context: GraphqlContext;
}
const UNTIL = 'PII; null or empty once the event is erased, or out of its window.';

@Resolver(() => WebhookDelivery)
export class WebhookDeliveryResolver {
  @Allow('ADMIN')
  @Query(() => WebhookDeliveryConnection, { description: 'Deliveries, newest first. Needs the role ADMIN.' })
  webhookDeliveries(
    @Args(() => WebhookDeliveriesArgs) args: WebhookDeliveriesArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<WebhookDeliveryConnection> {
    return deliveryPage(context, args);
  }

  @FieldResolver(() => NumberType, { nullable: true, description: 'Null: it was removed.' })
  number(@Root() { numberId }: WebhookDelivery, @Ctx() context: GraphqlContext): Promise<NumberType | null> {
    return findNumber(context, numberId);
  }

  @FieldResolver(() => String, { nullable: true, description: `What is posted, as JSON. ${UNTIL}` })
  payload(@Root() delivery: WebhookDelivery, @Ctx() context: GraphqlContext): Promise<string | null> {
    return payloadOfDelivery(context, delivery);
  }

  @FieldResolver(() => [String], {
    nullable: 'items',
    description: `What was answered to each of \`attempts\`, up to 4 KiB. ${UNTIL}`,
  })
  responses(
    @Root() delivery: WebhookDelivery,
    @Ctx() context: GraphqlContext,
  ): Promise<readonly (string | null)[]> {
    return responsesOfDelivery(context, delivery);
  }

  @Allow('ADMIN')
  @Subscription(() => WebhookDelivery, {
    description: 'Deliveries as they change, live. Needs the role ADMIN.',
    subscribe: ({ context, args }: Following) => followDeliveries(context, args.numberIds ?? null),
  })
  deliveryUpdated(
    @Root() row: DeliveryRow,
    @Args(() => DeliveryUpdatedArgs) _args: DeliveryUpdatedArgs,
  ): WebhookDelivery {
    return showDelivery(row);
  }
}
