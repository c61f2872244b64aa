import { ArgsType, Field, Int } from 'type-graphql';

@ArgsType()
export class PageArgs {
  @Field(() => Int, { nullable: true, description: 'How many: 1 to 100, default 50.' })
  declare readonly first?: number | null;

  @Field(() => String, { nullable: true, description: 'The cursor behind which the page begins.' })
  declare readonly after?: string | null;
}
