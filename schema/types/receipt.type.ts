import { Field, ID, Int, ObjectType } from 'type-graphql';
import { RECEIPT_KINDS, type ReceiptKind } from '../../src/domain/receipt/receipt.js';
import { connectionOf, type Connection } from './connection.type.js';
import { enumOf } from './enumOf.js';
import { Node } from './node.type.js';
import { DateTime, JsonScalar } from './scalars.js';

export const ReceiptKindEnum = enumOf('ReceiptKind', RECEIPT_KINDS, 'What a receipt is of.', {
  SWEEP: 'A run of the cleanup, however it ended.',
  ERASURE: 'The erasure of one person.',
});

@ObjectType('Receipt', {
  implements: Node,
  simpleResolvers: true,
  description:
    'Signed, hash-chained proof that a sweep or an erasure happened. Needs the role ADMIN. Ids and counts alone, no PII.',
})
export class Receipt extends Node {
  @Field(() => ReceiptKindEnum)
  declare readonly kind: ReceiptKind;

  @Field(() => ID, { description: 'The id of the sweep or the erasure.' })
  declare readonly of: string;

  @Field(() => Int, { description: 'Its place in the chain of the account, from 1.' })
  declare readonly sequence: number;

  @Field(() => DateTime)
  declare readonly createdAt: Date;

  @Field(() => JsonScalar, {
    description:
      'What is signed: scope, policy, asOf, counts, what was held, the hash of the receipt before.',
  })
  declare readonly body: unknown;

  @Field(() => String, { description: 'SHA-256 of the canonical JSON of `body`, hexadecimal.' })
  declare readonly hash: string;

  @Field(() => String, { description: 'Ed25519 over the canonical JSON of `body`, base64.' })
  declare readonly signature: string;
}

export type ReceiptConnection = Connection<Receipt>;
export const ReceiptConnection = connectionOf('Receipt', () => Receipt);
