import { Field, ID, InterfaceType } from 'type-graphql';

/** What a plain object that stands for a node says of its type; read only where the type is not known otherwise. */
export interface Typed {
  readonly __typename: string;
}

@InterfaceType('Node', {
  description: 'Anything with an id of its own; `node(id)` finds it again.',
  resolveType: (value: unknown) => (value as Typed).__typename,
})
export abstract class Node {
  @Field(() => ID, { description: 'A UUID, the same in REST and in addresses. No PII.' })
  declare readonly id: string;
}
