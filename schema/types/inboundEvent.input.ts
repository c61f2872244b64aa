import { ArgsType, Field, ID } from 'type-graphql';
import type { InboundEventType as InboundEventName } from '../../src/domain/inboundEventTypes.js';
import { InboundEventType } from './inboundEventType.js';

@ArgsType()
export class InboundEventArgs {
  @Field(() => [ID], { nullable: true, description: 'Only of these numbers; absent: all in scope.' })
  declare readonly numberIds?: readonly string[] | null;

  @Field(() => [InboundEventType], { nullable: true, description: 'Only these; absent: all.' })
  declare readonly types?: readonly InboundEventName[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The `cursor` of the last event that was received: what came after it is told first, where events are stored.',
  })
  declare readonly after?: string | null;
}
