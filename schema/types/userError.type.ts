import { Field, ObjectType } from 'type-graphql';

const simpleResolvers = true;

@ObjectType('UserError', { description: 'One thing wrong with one field of the input.', simpleResolvers })
export class UserErrorType {
  @Field(() => String, { description: "The input's field, as a path: `whatsapp.appSecret`." })
  declare readonly field: string;

  @Field(() => String, { description: 'A sentence for people.' })
  declare readonly message: string;

  @Field(() => String, { description: 'Stable, for programs: `DAYS_INVALID`.' })
  declare readonly code: string;
}

@ObjectType({ simpleResolvers })
export abstract class Payload {
  @Field(() => [UserErrorType], {
    description:
      'What is wrong with the input. Not empty: nothing was changed, and all other fields are null.',
  })
  declare readonly userErrors: readonly UserErrorType[];
}
