import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { NumberType } from './number.type.js';
import { DateTime } from './scalars.js';
import { Payload } from './userError.type.js';

const simpleResolvers = true;
const nullable = true;

@ObjectType('Chatwoot', {
  simpleResolvers,
  description: 'The inbox of Chatwoot where the chats of a number are answered. Its token is never shown.',
})
export class Chatwoot {
  @Field(() => String)
  declare readonly baseUrl: string;

  @Field(() => Int)
  declare readonly accountId: number;

  @Field(() => Int)
  declare readonly inboxId: number;

  @Field(() => Boolean, { description: 'Its webhooks are signed: what is not is refused.' })
  declare readonly signed: boolean;

  @Field(() => DateTime)
  declare readonly connectedAt: Date;

  @Field(() => String, {
    nullable,
    description: 'Where the inbox posts what agents write. It holds a secret: null unless an ADMIN asks.',
  })
  declare readonly hookUrl: string | null;

  @Field(() => Int, { description: 'Messages and statuses that still wait to be taken by Chatwoot.' })
  declare readonly waiting: number;

  @Field(() => Int, { description: 'Those of the last 30 days that Chatwoot never took, or refused.' })
  declare readonly failed: number;
}

@InputType()
export class ConnectChatwootInput {
  @Field(() => ID)
  declare readonly numberId: string;

  @Field(() => String, { description: 'The address of Chatwoot: `https://app.chatwoot.com`.' })
  declare readonly baseUrl: string;

  @Field(() => Int, { description: 'As Chatwoot shows it in its addresses: `/app/accounts/1`.' })
  declare readonly accountId: number;

  @Field(() => String, {
    description:
      'A secret: sealed at once, shown to nobody again. To make an inbox it must be an administrator’s.',
  })
  declare readonly apiAccessToken: string;

  @Field(() => Int, { nullable, description: 'An API inbox that is there; absent: one is made.' })
  declare readonly inboxId?: number | null;
}

@ObjectType({ simpleResolvers })
export class ConnectChatwootPayload extends Payload {
  @Field(() => Chatwoot, { nullable })
  declare readonly chatwoot?: Chatwoot | null;

  @Field(() => Boolean, {
    nullable,
    description: 'Whether the inbox posts to us now; if not, enter `hookUrl` in its settings by hand.',
  })
  declare readonly isHookSet?: boolean | null;

  @Field(() => NumberType, { nullable })
  declare readonly number?: NumberType | null;
}

@InputType()
export class DisconnectChatwootInput {
  @Field(() => ID)
  declare readonly numberId: string;
}

@ObjectType({ simpleResolvers })
export class DisconnectChatwootPayload extends Payload {
  @Field(() => NumberType, { nullable })
  declare readonly number?: NumberType | null;
}
