import { Field, ID, ObjectType } from 'type-graphql';

const simpleResolvers = true;
const nullable = true;

@ObjectType({
  simpleResolvers,
  description:
    'A template of the number’s business account, in one language. Asked of the provider and stored nowhere. No PII. Needs any role, or an API key whose scope has the number.',
})
export class MessageTemplate {
  @Field(() => ID, { description: 'The provider’s id, for `template.templateId` of a send.' })
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String, { description: 'The provider’s code: `en_US`.' })
  readonly language!: string;

  @Field(() => String, { nullable, description: 'The provider’s word: `MARKETING`, `UTILITY`.' })
  readonly category!: string | null;

  @Field(() => Boolean, { description: 'Only approved templates can be sent.' })
  readonly isApproved!: boolean;

  @Field(() => String, {
    nullable,
    description: 'What its body says, with `{{1}}` or `{{name}}` in place of the variables.',
  })
  readonly body!: string | null;

  @Field(() => [String], {
    description: 'The names of the variables that a send must give: `1`, `first_name`, `header`, `button.1`.',
  })
  readonly variables!: readonly string[];
}
