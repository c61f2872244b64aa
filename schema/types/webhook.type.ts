import { Field, ObjectType } from 'type-graphql';
import { DISABLED_REASONS, type DisabledReason } from '../../src/domain/webhook/webhook.js';
import { connectionOf, type Connection } from './connection.type.js';
import { enumOf } from './enumOf.js';
import { Node } from './node.type.js';
import { DateTime } from './scalars.js';

export const DisabledReasonEnum = enumOf(
  'WebhookDisabledReason',
  DISABLED_REASONS,
  'Why a webhook was switched off by the product.',
  { GONE: 'It answered 410.', FAILING: 'Nothing could be delivered to it for five days.' },
);

@ObjectType('Webhook', {
  implements: Node,
  simpleResolvers: true,
  description: 'Where events of a number are posted (Standard Webhooks). Needs the role ADMIN. No PII.',
})
export class Webhook extends Node {
  @Field(() => String)
  declare readonly name: string;

  @Field(() => String)
  declare readonly url: string;

  @Field(() => [String], { description: 'Names of events; `*` means all, none that nothing is dispatched.' })
  declare readonly events: readonly string[];

  @Field(() => Boolean, {
    description:
      'Events of one conversation arrive one after the other, each when the one before is settled.',
  })
  declare readonly ordered: boolean;

  @Field(() => Boolean)
  declare readonly isActive: boolean;

  @Field(() => DisabledReasonEnum, { nullable: true, description: 'Null: it was not.' })
  declare readonly disabledReason: DisabledReason | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was last tried; null: never.' })
  declare readonly lastTriggeredAt: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Since when every try fails; null: the last one did not.',
  })
  declare readonly failingSince: Date | null;

  @Field(() => DateTime)
  declare readonly createdAt: Date;

  @Field(() => DateTime)
  declare readonly updatedAt: Date;

  declare readonly numberId: string;
}

export type WebhookConnection = Connection<Webhook>;
export const WebhookConnection = connectionOf('Webhook', () => Webhook);
