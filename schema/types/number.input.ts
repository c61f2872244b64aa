import { Field, ID, InputType } from 'type-graphql';
import { RecordingsEnum, type RecordingsName } from './enums.type.js';

const nullable = true;
const SECRET = 'A secret: sealed at once, shown to nobody again.';

@InputType()
export class WhatsappInput {
  @Field(() => String, { description: "The provider's id of the number." })
  declare readonly phoneNumberId: string;

  @Field(() => String, { nullable })
  declare readonly businessAccountId?: string | null;

  @Field(() => String, { description: SECRET })
  declare readonly accessToken: string;

  @Field(() => String, { description: `Signs webhooks. ${SECRET}` })
  declare readonly appSecret: string;

  @Field(() => String, { description: `Asked for when the webhook is set up. ${SECRET}` })
  declare readonly verifyToken: string;
}

@InputType()
export class TelephonyInput {
  @Field(() => String)
  declare readonly accountSid: string;

  @Field(() => String, { description: SECRET })
  declare readonly authToken: string;

  @Field(() => RecordingsEnum, { nullable, description: 'Default `LEAVE`.' })
  declare readonly recordings?: RecordingsName | null;
}

@InputType()
export class CreateNumberInput {
  @Field(() => String, { description: 'For people: 1 to 100 characters.' })
  declare readonly name: string;

  @Field(() => String, { description: 'E.164: "+", country code and number, digits only.' })
  declare readonly phoneNumber: string;

  @Field(() => WhatsappInput, { nullable })
  declare readonly whatsapp?: WhatsappInput | null;

  @Field(() => TelephonyInput, { nullable })
  declare readonly telephony?: TelephonyInput | null;
}

@InputType({ description: 'What is absent stays as it is.' })
export class UpdateWhatsappInput {
  @Field(() => String, { nullable })
  declare readonly phoneNumberId?: string;

  @Field(() => String, { nullable })
  declare readonly businessAccountId?: string | null;

  @Field(() => String, { nullable, description: SECRET })
  declare readonly accessToken?: string;

  @Field(() => String, { nullable, description: SECRET })
  declare readonly appSecret?: string;

  @Field(() => String, { nullable, description: SECRET })
  declare readonly verifyToken?: string;
}

@InputType({ description: 'What is absent stays as it is.' })
export class UpdateTelephonyInput {
  @Field(() => String, { nullable })
  declare readonly accountSid?: string;

  @Field(() => String, { nullable, description: SECRET })
  declare readonly authToken?: string;

  @Field(() => RecordingsEnum, { nullable })
  declare readonly recordings?: RecordingsName | null;
}

@InputType({ description: 'What is absent stays as it is; a channel that is null is taken away.' })
export class UpdateNumberInput {
  @Field(() => ID)
  declare readonly numberId: string;

  @Field(() => String, { nullable })
  declare readonly name?: string;

  @Field(() => String, { nullable })
  declare readonly phoneNumber?: string;

  @Field(() => UpdateWhatsappInput, { nullable })
  declare readonly whatsapp?: UpdateWhatsappInput | null;

  @Field(() => UpdateTelephonyInput, { nullable })
  declare readonly telephony?: UpdateTelephonyInput | null;
}

@InputType()
export class RemoveNumberInput {
  @Field(() => ID)
  declare readonly numberId: string;
}
