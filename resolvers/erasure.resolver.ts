import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import {
  EraseContactInput,
  EraseContactPayload,
  Erasure,
  ErasureConnection,
} from '../schema/types/erasure.type.js';
import { PageArgs } from '../schema/types/page.input.js';
import { Receipt } from '../schema/types/receipt.type.js';
import { Allow } from '../src/graphql/access.js';
import { accountOf, type GraphqlContext } from '../src/graphql/context.js';
import { eraseContact, erasurePage, showErasure } from '../src/graphql/erasures.js';
import { toId } from '../src/graphql/ids.js';
import { showReceipt } from '../src/graphql/showReceipt.js';
import { payloadOf } from '../src/graphql/userErrors.js';
import { receiptOf } from '../src/retention/receipts/issue.js';

@Resolver(() => Erasure)
export class ErasureResolver {
  @Allow('ADMIN')
  @Query(() => ErasureConnection, { description: 'Erasures of people, newest first. Needs the role ADMIN.' })
  erasures(@Args(() => PageArgs) page: PageArgs, @Ctx() context: GraphqlContext): Promise<ErasureConnection> {
    return erasurePage(context, page);
  }

  @Allow('ADMIN')
  @Query(() => Erasure, { nullable: true, description: 'One erasure, else NOT_FOUND. Needs the role ADMIN.' })
  async erasure(@Arg('id', () => ID) id: string, @Ctx() context: GraphqlContext): Promise<Erasure> {
    return showErasure(await context.services.erasures.get(accountOf(context), toId(id)));
  }

  @FieldResolver(() => Receipt, {
    nullable: true,
    description: 'What proves it; null until it is completed.',
  })
  async receipt(@Root() { id }: Erasure, @Ctx() context: GraphqlContext): Promise<Receipt | null> {
    const row = await receiptOf(context.services.core, accountOf(context), id);
    return row && showReceipt(row);
  }

  @Allow('ADMIN')
  @Mutation(() => EraseContactPayload, {
    description:
      'Forgets one person everywhere, at once and until it is done: see the targets of the erasure. Cannot be undone. What they write afterwards is of a new contact. Needs the role ADMIN.',
  })
  eraseContact(
    @Arg('input', () => EraseContactInput) input: EraseContactInput,
    @Ctx() context: GraphqlContext,
  ): Promise<EraseContactPayload> {
    return payloadOf(async () => ({ erasure: await eraseContact(context, input) }));
  }
}
