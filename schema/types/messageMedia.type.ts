import { Field, ObjectType } from 'type-graphql';

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
    description: "The provider's short-lived address, which needs the provider's token.",
  })
  declare readonly url: string | null;

  @Field(() => String, { nullable: true })
  declare readonly mimeType: string | null;

  @Field(() => String, { nullable: true })
  declare readonly fileName: string | null;

  @Field(() => String, { nullable: true })
  declare readonly caption: string | null;

  @Field(() => Boolean, { description: 'Recorded in the chat, not attached as a file.' })
  declare readonly isVoice: boolean;
}
