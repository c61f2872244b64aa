import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import {
  Chatwoot,
  ConnectChatwootInput,
  ConnectChatwootPayload,
  DisconnectChatwootInput,
  DisconnectChatwootPayload,
} from '../schema/types/chatwoot.type.js';
import { NumberType } from '../schema/types/number.type.js';
import { disconnectChatwoot } from '../src/administration/chatwoot.js';
import { Allow } from '../src/graphql/access.js';
import { chatwootOfNumber, connect, showChatwoot } from '../src/graphql/chatwoot.js';
import { settingsContextOf, type GraphqlContext } from '../src/graphql/context.js';
import { toId } from '../src/graphql/ids.js';
import { showNumber } from '../src/graphql/showSettings.js';
import { payloadOf } from '../src/graphql/userErrors.js';

@Resolver(() => NumberType)
export class ChatwootResolver {
  @FieldResolver(() => Chatwoot, {
    nullable: true,
    description: 'Null: connected with no inbox of Chatwoot.',
  })
  chatwoot(@Root() { id }: NumberType, @Ctx() context: GraphqlContext): Promise<Chatwoot | null> {
    return chatwootOfNumber(context, id);
  }

  @Allow('ADMIN')
  @Mutation(() => ConnectChatwootPayload, {
    description:
      'Connects a number with an API inbox of Chatwoot, in place of the one before. Needs the role ADMIN.',
  })
  connectChatwoot(
    @Arg('input', () => ConnectChatwootInput) input: ConnectChatwootInput,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectChatwootPayload> {
    return payloadOf(async () => {
      const { number, isHookSet } = await connect(context, { ...input, numberId: toId(input.numberId) });
      return { number: showNumber(number), chatwoot: await showChatwoot(context, number), isHookSet };
    });
  }

  @Allow('ADMIN')
  @Mutation(() => DisconnectChatwootPayload, {
    description: 'Ends the connection; the inbox stays as it is in Chatwoot. Needs the role ADMIN.',
  })
  disconnectChatwoot(
    @Arg('input', () => DisconnectChatwootInput) input: DisconnectChatwootInput,
    @Ctx() context: GraphqlContext,
  ): Promise<DisconnectChatwootPayload> {
    const numberId = toId(input.numberId);
    return payloadOf(async () => {
      const { core } = context.services;
      return { number: showNumber(await disconnectChatwoot(core, settingsContextOf(context), { numberId })) };
    });
  }
}
