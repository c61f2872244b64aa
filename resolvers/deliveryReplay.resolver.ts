import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import {
  SendExampleEventInput,
  ResendDeliveryInput,
  RecoverDeliveriesInput,
} from '../schema/types/webhook.input.js';
import {
  SendExampleEventPayload,
  ResendDeliveryPayload,
  RecoverDeliveriesPayload,
} from '../schema/types/webhookPayloads.type.js';
import {
  recoverDeliveries,
  resendDelivery,
  sendExampleEvent,
} from '../src/administration/webhookDeliveries.js';
import { Allow } from '../src/graphql/access.js';
import { settingsContextOf, type GraphqlContext } from '../src/graphql/context.js';
import { toId } from '../src/graphql/ids.js';
import { showDelivery, showWebhook } from '../src/graphql/showWebhook.js';
import { payloadOf } from '../src/graphql/userErrors.js';

@Resolver()
export class DeliveryReplayResolver {
  @Allow('ADMIN')
  @Mutation(() => SendExampleEventPayload, { description: 'Sends a made-up event. Needs the role ADMIN.' })
  sendExampleEvent(
    @Arg('input', () => SendExampleEventInput) input: SendExampleEventInput,
    @Ctx() context: GraphqlContext,
  ): Promise<SendExampleEventPayload> {
    const wanted = { ...input, webhookId: toId(input.webhookId) };
    return payloadOf(async () => ({
      delivery: showDelivery(await sendExampleEvent(context.services, settingsContextOf(context), wanted)),
    }));
  }

  @Allow('ADMIN')
  @Mutation(() => ResendDeliveryPayload, {
    description:
      'Sends a delivery again, by the same id. What is erased is refused: `ERASED`. Needs the role ADMIN.',
  })
  resendDelivery(
    @Arg('input', () => ResendDeliveryInput) input: ResendDeliveryInput,
    @Ctx() context: GraphqlContext,
  ): Promise<ResendDeliveryPayload> {
    const wanted = { deliveryId: toId(input.deliveryId) };
    return payloadOf(async () => ({
      delivery: showDelivery(await resendDelivery(context.services, settingsContextOf(context), wanted)),
    }));
  }

  @Allow('ADMIN')
  @Mutation(() => RecoverDeliveriesPayload, {
    description: 'Sends again all that a webhook has not taken since an instant. Needs the role ADMIN.',
  })
  recoverDeliveries(
    @Arg('input', () => RecoverDeliveriesInput) input: RecoverDeliveriesInput,
    @Ctx() context: GraphqlContext,
  ): Promise<RecoverDeliveriesPayload> {
    const wanted = { ...input, webhookId: toId(input.webhookId) };
    return payloadOf(async () => {
      const { webhook } = await recoverDeliveries(context.services, settingsContextOf(context), wanted);
      return { webhook: showWebhook(webhook) };
    });
  }
}
