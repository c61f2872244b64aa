import { Field, Int, ObjectType } from 'type-graphql';
import { MediaStateEnum, type MediaStateName } from './enums.type.js';

@ObjectType('MessageMedia', {
  simpleResolvers: true,
  description: 'A file as the provider announced it. PII throughout: goes with its message.',
})
export class MessageMedia {
  @Field(() => String, { description: 'Who holds the bytes: `whatsapp`.' })
  declare readonly provider: string;

  @Field(() => String, { nullable: true, description: "The provider's id of the file." })
  declare readonly id: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Where the file is to be had: a signed link that works for 15 minutes, as long as its message may be read. Null ' +
      'until the file is stored (`state`).',
  })
  declare readonly url: string | null;

  @Field(() => String, { nullable: true })
  declare readonly mimeType: string | null;

  @Field(() => String, { nullable: true })
  declare readonly fileName: string | null;

  @Field(() => String, { nullable: true })
  declare readonly caption: string | null;

  @Field(() => MediaStateEnum, {
    nullable: true,
    description:
      'Whether this gateway has the file; null where the provider announced none that could be fetched.',
  })
  declare readonly state: MediaStateName | null;

  @Field(() => Int, { nullable: true, description: 'Size of the file; null until it is stored.' })
  declare readonly bytes: number | null;

  @Field(() => Boolean, { description: 'Recorded in the chat, not attached as a file.' })
  declare readonly isVoice: boolean;
}
