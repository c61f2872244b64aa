import { Args, Resolver, Root, Subscription } from 'type-graphql';
import { InboundEventArgs } from '../schema/types/inboundEvent.input.js';
import { InboundEvent } from '../schema/types/inboundEvent.type.js';
import { Allow } from '../src/graphql/access.js';
import type { GraphqlContext } from '../src/graphql/context.js';
import { showInboundEvent } from '../src/graphql/showInboundEvent.js';
import { followInboundEvents } from '../src/graphql/inboundEvents.js';
import type { RelayedEvent } from '../src/relay/inboundEvents.js';

interface Subscribing {
  readonly args: InboundEventArgs;
  readonly context: GraphqlContext;
}

@Resolver()
export class InboundEventResolver {
  @Allow('AGENT', 'API_KEY')
  @Subscription(() => InboundEvent, {
    description:
      'What arrives, as webhooks get it, at least once and in order. Under RELAY_ONLY live only. ' +
      'Ends with RATE_LIMITED (`reason: SLOW_CONSUMER`) when the consumer falls too far behind, and with ' +
      'UPSTREAM_UNAVAILABLE (`reason: FEED_INTERRUPTED`) when events may have been missed: resume with `after`. ' +
      'Needs any role, or an API key.',
    subscribe: ({ context, args }: Subscribing) => followInboundEvents(context, args),
  })
  inboundEventReceived(
    @Root() told: RelayedEvent,
    @Args(() => InboundEventArgs) _args: InboundEventArgs,
  ): InboundEvent {
    return showInboundEvent(told);
  }
}
