import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { NumberConnection, NumberType } from '../schema/types/number.type.js';
import { ProviderStorage } from '../schema/types/providerStorage.type.js';
import { PageArgs } from '../schema/types/page.input.js';
import { Allow } from '../src/graphql/access.js';
import { getNumber } from '../src/graphql/chats.js';
import type { GraphqlContext } from '../src/graphql/context.js';
import { toId } from '../src/graphql/ids.js';
import { numberPage } from '../src/graphql/numbers.js';
import { providerStorageOf } from '../src/graphql/providerStorage.js';

const NEEDS = 'Needs any role, or an API key, which sees the number it is bound to.';

@Resolver(() => NumberType)
export class NumberResolver {
  @Allow('AGENT', 'API_KEY')
  @Query(() => NumberConnection, { description: `The account's numbers, oldest first. ${NEEDS}` })
  numbers(@Args(() => PageArgs) page: PageArgs, @Ctx() context: GraphqlContext): Promise<NumberConnection> {
    return numberPage(context, page);
  }

  @Allow('AGENT', 'API_KEY')
  @Query(() => NumberType, { nullable: true, description: `One number, else NOT_FOUND. ${NEEDS}` })
  number(@Arg('id', () => ID) id: string, @Ctx() context: GraphqlContext): Promise<NumberType> {
    return getNumber(context, toId(id));
  }

  @FieldResolver(() => ProviderStorage, {
    nullable: true,
    description: 'The provider’s own storage for the number; null when the provider does not tell.',
  })
  providerStorage(
    @Root() { id }: NumberType,
    @Ctx() context: GraphqlContext,
  ): Promise<ProviderStorage | null> {
    return providerStorageOf(context, id);
  }

  @FieldResolver(() => String, { description: 'Where the provider posts webhooks of the number.' })
  hookUrl(@Root() { id }: NumberType, @Ctx() { publicUrl }: GraphqlContext): string {
    return `${publicUrl}/hooks/whatsapp/${id}`;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Where the telephony provider posts statuses of calls; null without such a channel.',
  })
  callsHookUrl(@Root() { id, telephony }: NumberType, @Ctx() { publicUrl }: GraphqlContext): string | null {
    return telephony && `${publicUrl}/hooks/twilio/${id}/calls`;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Where the telephony provider posts statuses of recordings; null without such a channel.',
  })
  recordingsHookUrl(
    @Root() { id, telephony }: NumberType,
    @Ctx() { publicUrl }: GraphqlContext,
  ): string | null {
    return telephony && `${publicUrl}/hooks/twilio/${id}/recordings`;
  }
}
