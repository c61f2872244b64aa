import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { PageArgs } from '../schema/types/page.input.js';
import { ReceiptConnection } from '../schema/types/receipt.type.js';
import { listReceipts } from '../src/administration/receipts.js';
import { Allow } from '../src/graphql/access.js';
import { accountOf, type GraphqlContext } from '../src/graphql/context.js';
import { settingsConnection } from '../src/graphql/pages.js';
import { showReceipt } from '../src/graphql/showReceipt.js';
import { createReceiptSigner } from '../src/retention/receipts/signing.js';

@Resolver()
export class ReceiptResolver {
  @Allow('ADMIN')
  @Query(() => ReceiptConnection, {
    description: 'Receipts of sweeps and erasures, newest first. Needs the role ADMIN.',
  })
  async receipts(
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ReceiptConnection> {
    const rows = await listReceipts(context.services.core, accountOf(context), page);
    return settingsConnection(rows, page.after, showReceipt);
  }

  @Allow('ADMIN')
  @Query(() => String, {
    description: 'The public key that receipts are verified with, SPKI in PEM. Needs the role ADMIN.',
  })
  receiptKey(@Ctx() context: GraphqlContext): string {
    return createReceiptSigner(context.services.core).publicKey;
  }

  @Allow('ADMIN')
  @Query(() => String, {
    description: 'The id of that key, as `body.keyId` of the receipts names it. Needs the role ADMIN.',
  })
  receiptKeyId(@Ctx() context: GraphqlContext): string {
    return createReceiptSigner(context.services.core).keyId;
  }
}
