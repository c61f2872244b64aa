import { Field, ID, InputType } from 'type-graphql';
import { DateTime, JsonScalar } from './scalars.js';
import { SendMediaTypeEnum, type SendMediaTypeName } from './sendEnums.type.js';
import { SendInteractiveInput } from './sendInteractive.input.js';

const nullable = true;

@InputType({ description: 'An approved template: by its id, or by name and language.' })
export class SendTemplateInput {
  @Field(() => ID, {
    nullable,
    description: "The provider's id of the template: this, or name and language.",
  })
  declare readonly templateId?: string | null;

  @Field(() => String, { nullable })
  declare readonly name?: string | null;

  @Field(() => String, { nullable, description: "The provider's code: `en_US`." })
  declare readonly language?: string | null;

  @Field(() => JsonScalar, {
    nullable,
    description: 'An object of texts by the names of the variables: `{ "1": "Ada" }`. PII.',
  })
  declare readonly variables?: unknown;
}

@InputType({ description: 'A file: by an address that the provider fetches, or as data.' })
export class SendMediaInput {
  @Field(() => SendMediaTypeEnum)
  declare readonly type: SendMediaTypeName;

  @Field(() => String, { nullable, description: 'An http or https address: this or `data`.' })
  declare readonly url?: string | null;

  @Field(() => String, {
    nullable,
    description:
      'The bytes in base64, at most 5 MiB of them, with `mimeType`: uploaded to the provider at once, kept nowhere here. What is larger goes by `url`.',
  })
  declare readonly data?: string | null;

  @Field(() => String, { nullable, description: 'With `data`: `image/jpeg`.' })
  declare readonly mimeType?: string | null;

  @Field(() => String, { nullable, description: 'Of images, videos and documents.' })
  declare readonly caption?: string | null;

  @Field(() => String, { nullable, description: 'Of documents.' })
  declare readonly fileName?: string | null;
}

@InputType({
  description:
    'Exactly one of `to` and `groupId`, and exactly one of `text`, `template`, `media` and `interactive`. Destination and content are PII.',
})
export class SendMessageInput {
  @Field(() => ID, { description: 'The number that it is sent from.' })
  declare readonly numberId: string;

  @Field(() => String, {
    nullable,
    description: "A phone number (E.164), or the provider's id of a person for this business.",
  })
  declare readonly to?: string | null;

  @Field(() => String, { nullable, description: "The provider's id of a group." })
  declare readonly groupId?: string | null;

  @Field(() => String, { nullable, description: '1 to 4,096 characters.' })
  declare readonly text?: string | null;

  @Field(() => SendTemplateInput, { nullable })
  declare readonly template?: SendTemplateInput | null;

  @Field(() => SendMediaInput, { nullable })
  declare readonly media?: SendMediaInput | null;

  @Field(() => SendInteractiveInput, { nullable })
  declare readonly interactive?: SendInteractiveInput | null;

  @Field(() => String, {
    nullable,
    description: "The id of the message that this one answers: ours, or the provider's.",
  })
  declare readonly replyTo?: string | null;

  @Field(() => DateTime, { nullable, description: 'Not before; one that has passed means at once.' })
  declare readonly deliverAt?: Date | null;

  @Field(() => DateTime, { nullable, description: 'Never after: it then fails, and is not sent late.' })
  declare readonly deliverUntil?: Date | null;

  @Field(() => Boolean, { nullable, description: 'Marks the conversation as read, too.' })
  declare readonly markRead?: boolean | null;

  @Field(() => [String], { nullable, description: 'For your own book-keeping; seen by nobody else. PII.' })
  declare readonly labels?: readonly string[] | null;

  @Field(() => String, {
    nullable,
    description:
      '1 to 255 characters without control characters. For 24 hours the same key with the same input gives the same entry and sends nothing again; with another input it is refused. After an error it is free.',
  })
  declare readonly idempotencyKey?: string | null;
}

@InputType()
export class CancelMessagesInput {
  @Field(() => [ID], { description: 'Up to 100 ids or correlation ids of entries of the send log.' })
  declare readonly ids: readonly string[];
}
