import { Field, Int, ObjectType } from 'type-graphql';
import type { PiiMode } from '../../src/domain/policies.js';
import { connectionOf, type Connection } from './connection.type.js';
import { PiiModeEnum, RecordingsEnum, type RecordingsName } from './enums.type.js';
import { Node } from './node.type.js';
import { DateTime, PhoneNumber } from './scalars.js';

const simpleResolvers = true;

@ObjectType('WhatsappChannel', { simpleResolvers, description: 'How a number is known to WhatsApp.' })
export class WhatsappChannel {
  @Field(() => String, { description: "The provider's id of the number." })
  declare readonly phoneNumberId: string;

  @Field(() => String, { nullable: true })
  declare readonly businessAccountId: string | null;
}

@ObjectType('TelephonyChannel', { simpleResolvers, description: 'Where calls of a number come from.' })
export class TelephonyChannel {
  @Field(() => String)
  declare readonly accountSid: string;

  @Field(() => RecordingsEnum)
  declare readonly recordings: RecordingsName;
}

@ObjectType('Number', {
  implements: Node,
  simpleResolvers,
  description: "A WhatsApp number of the account: the company's own, no PII. Its secrets are never shown.",
})
export class NumberType extends Node {
  @Field(() => String)
  declare readonly name: string;

  @Field(() => PhoneNumber)
  declare readonly phoneNumber: string;

  @Field(() => PiiModeEnum, { description: 'Whether chat records of the number are stored.' })
  declare readonly piiMode: PiiMode;

  @Field(() => Int, { nullable: true, description: 'Days; set with `STORE_X_DAYS` only.' })
  declare readonly piiRetentionDays: number | null;

  @Field(() => WhatsappChannel, { nullable: true, description: 'Null: the number has no such channel.' })
  declare readonly whatsapp: WhatsappChannel | null;

  @Field(() => TelephonyChannel, { nullable: true, description: 'Null: the number has no such channel.' })
  declare readonly telephony: TelephonyChannel | null;

  @Field(() => DateTime)
  declare readonly createdAt: Date;

  @Field(() => DateTime)
  declare readonly updatedAt: Date;
}

export type NumberConnection = Connection<NumberType>;
export const NumberConnection = connectionOf('Number', () => NumberType);
