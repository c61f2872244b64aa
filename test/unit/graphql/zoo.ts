import {
  buildSchema,
  isObjectType,
  type GraphQLFieldResolver,
  type GraphQLScalarType,
  type GraphQLSchema,
  type GraphQLUnionType,
} from 'graphql';
import { DateTime } from '../../../schema/types/scalars.js';
import { LetheError } from '../../../src/lib/errors.js';

const SDL = /* GraphQL */ `
  directive @odd on FIELD
  scalar DateTime
  enum Color {
    RED
    GREEN
  }
  interface Animal {
    name: String!
  }
  type Cat implements Animal {
    name: String!
    lives: Int!
  }
  type Dog implements Animal {
    name: String!
    good: Boolean!
  }
  union Pet = Cat | Dog
  input Box {
    box: Box
    label: String
    tags: [String!] = ["x"]
  }
  input Flat {
    a: Int = 3
    b: Color!
    at: DateTime
  }
  type Leaf {
    id: ID!
    text: String
    strict: String!
    color: Color
    colors: [Color!]!
    at: DateTime!
    list: [Leaf!]
    next: Leaf
    strictNext: Leaf!
  }
  type Query {
    leaf: Leaf
    leaves: [Leaf!]!
    sparse: [Leaf]
    none: Leaf
    strictNone: Leaf!
    thrown: Leaf
    rejected: Leaf!
    returned: Leaf
    mixed: [Leaf]
    echo(a: Int! = 1, b: String, c: [Color!], d: DateTime, e: Flat): String!
    box(box: Box): String
    pet: Pet
    pets: [Animal!]!
  }
  type Mutation {
    count: Int!
  }
`;

const leaf = {
  id: '1',
  text: 'a "quoted" ü',
  strict: 's',
  color: 'RED',
  colors: ['GREEN', 'RED'],
  at: new Date(0),
  next: { id: '2', strict: null, colors: [], at: new Date(1) },
  list: [],
};
const refusal = new LetheError('NOT_FOUND', 'not there', { reason: 'X' });
let calls = 0;

const RESOLVERS: Record<string, Record<string, GraphQLFieldResolver<unknown, unknown>>> = {
  Query: {
    leaf: () => leaf,
    leaves: async () => [leaf, { ...leaf, text: null }],
    sparse: () => [leaf, null],
    none: () => null,
    strictNone: () => null,
    thrown: () => {
      throw refusal;
    },
    rejected: () => Promise.reject(refusal),
    returned: () => refusal,
    mixed: () => [leaf, refusal, null],
    echo: (_root, args: Record<string, unknown>) => JSON.stringify(args, Object.keys(args).sort()),
    box: (_root, args: Record<string, unknown>) => JSON.stringify(args),
    pet: () => ({ __typename: 'Cat', name: 'Tom', lives: 9 }),
    pets: async () => [
      { __typename: 'Dog', name: 'Rex', good: true },
      { __typename: 'Cat', name: 'Tom', lives: 9 },
    ],
  },
  Mutation: { count: () => ++calls },
  Leaf: { strictNext: (parent) => (parent as typeof leaf).next },
};

const resolveType = async (value: { __typename: string }): Promise<string> => value.__typename;

/** A schema with everything in which executors could differ. */
export function createZoo(): GraphQLSchema {
  const schema = buildSchema(SDL);
  for (const [name, resolvers] of Object.entries(RESOLVERS)) {
    const type = schema.getType(name);
    if (isObjectType(type))
      for (const [field, resolve] of Object.entries(resolvers))
        Object.assign(type.getFields()[field] ?? {}, { resolve });
  }
  // As type-graphql's: it answers later.
  for (const name of ['Animal', 'Pet'])
    Object.assign(schema.getType(name) as GraphQLUnionType, { resolveType });
  const scalar = schema.getType('DateTime') as GraphQLScalarType;
  scalar.serialize = DateTime.serialize.bind(DateTime);
  scalar.parseValue = DateTime.parseValue.bind(DateTime);
  scalar.parseLiteral = DateTime.parseLiteral.bind(DateTime);
  return schema;
}
