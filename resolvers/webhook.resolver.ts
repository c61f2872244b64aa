import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { NumberType } from '../schema/types/number.type.js';
import { WebhooksArgs } from '../schema/types/webhook.input.js';
import { Webhook, WebhookConnection } from '../schema/types/webhook.type.js';
import { Allow } from '../src/graphql/access.js';
import { getNumber } from '../src/graphql/chats.js';
import type { GraphqlContext } from '../src/graphql/context.js';
import { webhookPage } from '../src/graphql/webhooks.js';

@Resolver(() => Webhook)
export class WebhookResolver {
  @Allow('ADMIN')
  @Query(() => WebhookConnection, { description: 'Webhooks, oldest first. Needs the role ADMIN.' })
  webhooks(
    @Args(() => WebhooksArgs) args: WebhooksArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<WebhookConnection> {
    return webhookPage(context, args);
  }

  @FieldResolver(() => NumberType, { description: 'The number whose events it gets.' })
  number(@Root() { numberId }: Webhook, @Ctx() context: GraphqlContext): Promise<NumberType> {
    return getNumber(context, numberId);
  }
}
