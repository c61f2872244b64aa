import { describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery, parse } from 'graphql';
import { assertCost, createDocuments } from '../../../../src/graphql/documents.js';
import { MAX_COST } from '../../../../src/graphql/limits/bounds.js';
import { evaluate } from '../../../../src/graphql/limits/cost.js';
import { inspect } from '../../../../src/graphql/limits/inspect.js';
import { graphqlSchema } from '../../../../src/graphql/schema.js';
import { LetheError } from '../../../../src/lib/errors.js';

const documents = createDocuments(graphqlSchema());

function costOf(query: string, variables: Record<string, unknown> = {}): number {
  const [cost] = [...documents.read(query).costs.values()];
  return cost ? evaluate(cost, variables) : Number.NaN;
}

function refusal(query: string, variables: Record<string, unknown> = {}): unknown {
  try {
    assertCost(documents.read(query), null, variables);
    return null;
  } catch (error) {
    return error instanceof LetheError ? { ...error.details, code: error.code } : error;
  }
}

/** Each fragment spreads the next one twice: 2^length fields. */
function bomb(length: number, end = '__typename'): string {
  const fragments = Array.from(
    { length },
    (_, at) =>
      `fragment f${String(at)} on Query { ${at + 1 < length ? `...f${String(at + 1)} `.repeat(2) : end} }`,
  );
  return `{ ...f0 } ${fragments.join(' ')}`;
}

/** How often an inspection looks at a part of the document, before it refuses it: its work, whatever the machine. */
function looksAt(query: string): number {
  let looks = 0;
  const watched = <T extends object>(node: T): T =>
    new Proxy(node, {
      get: (target, name) => {
        looks += 1;
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'object' && value !== null ? watched(value) : value;
      },
    });
  const document = parse(query, { noLocation: true });
  expect(() => inspect(graphqlSchema(), watched(document))).toThrow('too many fields');
  return looks;
}

describe('cost', () => {
  it('counts the objects that may come', () => {
    expect(costOf('{ viewer { id role } }')).toBe(1);
    expect(costOf('{ viewer { account { name } } }')).toBe(2);
    expect(costOf('{ numbers(first: 3) { edges { node { id } } } }')).toBe(1 + 3 * 2);
    expect(costOf('{ numbers { pageInfo { endCursor } edges { node { id } } } }')).toBe(2 + 50 * 2);
    expect(costOf('{ numbers(first: 3) { totalCount } }')).toBe(1 + 10);
    expect(costOf('{ nodes(ids: ["a", "b"]) { id } }')).toBe(2);
    expect(costOf('mutation { createAccount(input: { name: "x" }) { account { id } } }')).toBe(10 + 1);
  });

  it('takes the size of pages from variables, and no size for more than a page can be', () => {
    const query =
      'query ($first: Int = 2, $last: Int) { conversations(numberId: "1", first: $first) { edges { node { messages(last: $last) { edges { node { id } } } } } } }';
    const of = (first: number, last: number): number => 1 + first * (2 + 1 + last * 2);
    expect(costOf(query, { first: 5, last: 10 })).toBe(of(5, 10));
    expect(costOf(query)).toBe(of(2, 50));
    expect(costOf(query, { first: 1_000_000, last: -4 })).toBe(of(100, 0));
    expect(costOf(query, { first: 'many', last: Number.NaN })).toBe(of(2, 0));
  });

  it('multiplies through fragments', () => {
    const plain =
      '{ conversations(numberId: "1", first: 5) { edges { node { messages(last: 5) { edges { node { id } } } } } } }';
    const spread = `{ conversations(numberId: "1", first: 5) { ...C } }
      fragment C on ConversationConnection { edges { ...E } } fragment E on ConversationEdge { node { ...N } }
      fragment N on Conversation { messages(last: 5) { ... { edges { node { id } } } } }`;
    expect(costOf(spread)).toBe(costOf(plain));
  });

  it('lets pass a page of pages, and no page of pages of pages', () => {
    const messages = 'messages(last: 50) { edges { node { id } } }';
    const page = (inner: string): string =>
      `query ($n: Int) { conversations(numberId: "1", first: $n) { edges { node { ${inner} } } } }`;
    expect(refusal(page(messages), { n: 50 })).toBeNull();
    const nested = page(`messages(last: 50) { edges { node { conversation { ${messages} } } } }`);
    const limit = MAX_COST;
    expect(refusal(nested, { n: 1 })).toBeNull();
    expect(refusal(nested, { n: 50 })).toEqual({
      code: 'QUERY_TOO_COMPLEX',
      measure: 'COST',
      cost: costOf(nested, { n: 50 }),
      limit,
    });
  });
});

describe('shape', () => {
  const nest = (levels: number): string => `{ ${'a { '.repeat(levels - 1)}a${' }'.repeat(levels - 1)} }`;

  it.each([
    ['DEPTH', nest(13), 13, 12],
    ['DEPTH', `{ ...A } fragment A on Query { ${'a { '.repeat(12)} a ${'} '.repeat(12)} }`, 13, 12],
    ['SELECTIONS', `{ ${'__typename '.repeat(501)} }`, 501, 500],
    [
      'ALIASES',
      `{ viewer { ${Array.from({ length: 31 }, (_, n) => `a${String(n)}: id`).join(' ')} } }`,
      31,
      30,
    ],
    ['ROOT_FIELDS', `{ ${'viewer { id } '.repeat(21)} }`, 21, 20],
    ['DIRECTIVES', `{ viewer { ${'id @skip(if: true) '.repeat(41)} } }`, 41, 40],
    ['DIRECTIVES_AT_ONCE', '{ viewer { id @a @b @c @d } }', 4, 3],
    ['DIRECTIVES_AT_ONCE', 'query @a @b @c @d { viewer { id } }', 4, 3],
    ['TOKENS', `{ viewer(a: [${'1 '.repeat(2_000)}]) { id } }`, 2_001, 2_000],
    [
      'INTROSPECTION_DEPTH',
      `{ __type(name: "A") { ${'ofType { '.repeat(15)} name ${'} '.repeat(15)} } }`,
      17,
      15,
    ],
  ])('bounds %s', (measure, query, cost, limit) => {
    expect(refusal(query)).toEqual({ code: 'QUERY_TOO_COMPLEX', measure, cost, limit });
  });

  it('sees through bombs and circles of fragments by work that follows their length', () => {
    for (const end of ['__typename', '...f0'])
      expect(looksAt(bomb(120, end))).toBeLessThan(2.2 * looksAt(bomb(60, end)));
    expect(refusal(bomb(40))).toMatchObject({ measure: 'SELECTIONS', cost: 2 ** 40 - 1 + 2 ** 39 });
    expect(refusal(bomb(150))).toMatchObject({ measure: 'SELECTIONS', cost: Number.MAX_SAFE_INTEGER });
    expect(refusal(bomb(60, '...f0'))).toMatchObject({ measure: 'SELECTIONS' });
    expect(refusal(`{ viewer { id } } ${bomb(40).slice('{ ...f0 } '.length)}`)).toMatchObject({
      measure: 'SELECTIONS',
    });
  });

  it('leaves to validation what is merely wrong', () => {
    expect(refusal('{ ...A } fragment A on Query { ...A }')).toBeNull();
    expect(refusal('{ nothing { of { the kind } } ...B }')).toBeNull();
    const known = documents.read('{ ...A } fragment A on Query { ...A viewer { id } }');
    expect(documents.mistakesOf(known).map(({ extensions }) => extensions['code'])).toContain(
      'GRAPHQL_VALIDATION_FAILED',
    );
  });

  it('lets GraphiQL and the dashboard’s tools ask for the schema', () => {
    const query = getIntrospectionQuery({
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    });
    expect(refusal(query)).toBeNull();
    expect(documents.read(query).introspects).toBe(true);
    expect(documents.mistakesOf(documents.read(query))).toEqual([]);
    expect(documents.read('{ __typename }').introspects).toBe(false);
  });
});
