import { Field, InputType } from 'type-graphql';
import {
  SendButtonTypeEnum,
  SendHeaderTypeEnum,
  type SendButtonTypeName,
  type SendHeaderTypeName,
} from './sendEnums.type.js';

const nullable = true;

@InputType()
export class SendHeaderInput {
  @Field(() => SendHeaderTypeEnum)
  declare readonly type: SendHeaderTypeName;

  @Field(() => String, { description: "The text, or the media's address." })
  declare readonly content: string;
}

@InputType()
export class SendButtonInput {
  @Field(() => SendButtonTypeEnum)
  declare readonly type: SendButtonTypeName;

  @Field(() => String, { description: '1 to 20 characters.' })
  declare readonly label: string;

  @Field(() => String, { nullable, description: 'Of a reply: what comes back when it is pressed.' })
  declare readonly id?: string | null;

  @Field(() => String, { nullable, description: 'Of `URL`.' })
  declare readonly url?: string | null;
}

@InputType()
export class SendListRowInput {
  @Field(() => String, { description: 'What comes back when it is chosen.' })
  declare readonly rowId: string;

  @Field(() => String)
  declare readonly title: string;

  @Field(() => String, { nullable })
  declare readonly description?: string | null;
}

@InputType()
export class SendListSectionInput {
  @Field(() => String, { nullable, description: 'Needed where there are several sections.' })
  declare readonly title?: string | null;

  @Field(() => [SendListRowInput])
  declare readonly rows: readonly SendListRowInput[];
}

@InputType()
export class SendListInput {
  @Field(() => String, { description: 'What opens the list: 1 to 20 characters.' })
  declare readonly buttonText: string;

  @Field(() => [SendListSectionInput], { description: 'At most 10 rows in all of them together.' })
  declare readonly sections: readonly SendListSectionInput[];
}

@InputType({ description: 'A text with either buttons (up to three replies, or one url) or a list.' })
export class SendInteractiveInput {
  @Field(() => String, { description: 'The text.' })
  declare readonly body: string;

  @Field(() => SendHeaderInput, { nullable })
  declare readonly header?: SendHeaderInput | null;

  @Field(() => String, { nullable, description: 'Up to 60 characters.' })
  declare readonly footer?: string | null;

  @Field(() => [SendButtonInput], { nullable })
  declare readonly buttons?: readonly SendButtonInput[] | null;

  @Field(() => SendListInput, { nullable })
  declare readonly list?: SendListInput | null;
}
