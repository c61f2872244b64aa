import { describe, expect, it } from '@jest/globals';
import {
  buildSchema,
  getVariableValues,
  GraphQLError,
  Kind,
  parse,
  validate,
  type OperationDefinitionNode,
} from 'graphql';
import { withoutValues } from '../../../src/graphql/withoutValues.js';

const CANARY = 'Erika +4915112345678';
const SCHEMA = buildSchema(`
  enum Mode { A B }
  input In { n: Int!, inner: In, list: [Int!], mode: Mode, text: String, when: Boolean, real: Float, id: ID }
  type Query { find(in: In, n: Int, modes: [Mode!]): Int }
`);

/** What graphql-js says of the variable `$in`, and what is shown of it. */
function ofVariable(value: unknown): readonly { readonly said: string; readonly shown: string }[] {
  const [operation] = parse('query ($in: In!) { find(in: $in) }').definitions as [OperationDefinitionNode];
  const { errors = [] } = getVariableValues(SCHEMA, operation.variableDefinitions ?? [], { in: value });
  return errors.map((error) => ({ said: error.message, shown: withoutValues(error) }));
}

function ofText(text: string): readonly { readonly said: string; readonly shown: string }[] {
  const errors = (() => {
    try {
      return validate(SCHEMA, parse(text));
    } catch (error) {
      return [error as GraphQLError];
    }
  })();
  return errors.map((error) => ({ said: error.message, shown: withoutValues(error) }));
}

describe('a mistake in a request is told without what was sent', () => {
  it.each<[unknown, string]>([
    [CANARY, ': Expected type "In" to be an object.'],
    [{ n: CANARY }, ' at "in.n": Int cannot represent non-integer value.'],
    [{ n: 4915112345678 }, ' at "in.n": Int cannot represent non 32-bit signed integer value.'],
    [{ text: CANARY }, ': Field "n" of required type "Int!" was not provided.'],
    [{ n: 1, [CANARY]: 1 }, ': it is not of the type that the schema has for it.'],
    [{ n: 1, other: CANARY }, ': Field "other" is not defined by type "In".'],
    [{ n: 1, mode: CANARY }, ' at "in.mode": it does not exist in "Mode" enum.'],
    [
      { n: 1, mode: `" does not exist in "${CANARY}" enum.` },
      ' at "in.mode": it does not exist in "Mode" enum.',
    ],
    [{ n: 1, mode: [CANARY] }, ' at "in.mode": Enum "Mode" cannot represent non-string value.'],
    [
      { n: 1, inner: { n: 2, text: [CANARY] } },
      ' at "in.inner.text": String cannot represent a non string value.',
    ],
    [{ n: 1, list: [1, CANARY] }, ' at "in.list[1]": Int cannot represent non-integer value.'],
    [{ n: 1, list: [null] }, ' at "in.list[0]": Expected non-nullable type "Int!" not to be null.'],
    [{ n: 1, when: CANARY }, ' at "in.when": Boolean cannot represent a non boolean value.'],
    [{ n: 1, real: CANARY }, ' at "in.real": Float cannot represent non numeric value.'],
    [{ n: 1, id: [CANARY] }, ' at "in.id": ID cannot represent value.'],
    [` at "${CANARY}`, ': Expected type "In" to be an object.'],
  ])('of a variable that is %j', (value, told) => {
    const [mistake] = ofVariable(value);
    expect(mistake?.shown).toBe(`Variable "$in" got an invalid value${told}`);
  });

  it.each([
    [`{ find(n: "${CANARY}") }`, 'Invalid value of "n": Int cannot represent non-integer value.'],
    [
      '{ find(n: 4915112345678) }',
      'Invalid value of "n": Int cannot represent non 32-bit signed integer value.',
    ],
    [`{ find(in: "${CANARY}") }`, 'Invalid value of "in": Expected value of type "In".'],
    [
      `{ find(in: { n: 1, text: 4915112345678 }) }`,
      'Invalid value of "text": String cannot represent a non string value.',
    ],
    ['{ find(in: { n: 1, mode: Erika }) }', 'Invalid value of "mode": it does not exist in "Mode" enum.'],
    [
      `{ find(in: { n: 1, mode: "${CANARY}" }) }`,
      'Invalid value of "mode": Enum "Mode" cannot represent non-enum value.',
    ],
    [`{ find(modes: [A, "${CANARY}"]) }`, 'Invalid value: Enum "Mode" cannot represent non-enum value.'],
    [
      `{ find(in: { text: "${CANARY}" }) }`,
      'Invalid value of "in": Field "In.n" of required type "Int!" was not provided.',
    ],
    ['{ find(in: { n: 1, other: "x" }) }', 'Invalid value: Field "other" is not defined by type "In".'],
    [
      `query ($n: Int = "${CANARY}") { find(n: $n) }`,
      'Invalid value: Int cannot represent non-integer value.',
    ],
    [`{ find(n: 1 "${CANARY}") }`, 'Syntax Error: Expected Name, found String.'],
    [`{ find(n: 1 """${CANARY}""") }`, 'Syntax Error: Expected Name, found BlockString.'],
    ['{ find(n: 1 4915112345678) }', 'Syntax Error: Expected Name, found Int.'],
    ['{ find(text: Erika Mustermann) }', 'Syntax Error: Expected ":", found ")".'],
    ['{ find Erika: }', 'Syntax Error: Expected Name, found "}".'],
    ['Erika { find }', 'Syntax Error: Unexpected Name.'],
    ['{ find(text: "\\u{491511}") }', 'Syntax Error: Invalid Unicode escape sequence.'],
  ])('of the text %s', (text, told) => {
    const shown = ofText(text).map((mistake) => mistake.shown);
    expect(shown).toContain(told);
    for (const one of shown) expect(one).not.toMatch(/Erika|49151/);
  });

  it('quotes what is sent, as graphql-js has it', () => {
    const said = [...ofVariable({ n: CANARY }), ...ofText(`{ find(n: "${CANARY}") }`)].map((one) => one.said);
    expect(said).toHaveLength(2);
    for (const one of said) expect(one).toContain(CANARY);
  });

  it('says least of what it does not know', () => {
    const nodes = [{ kind: Kind.STRING, value: CANARY }] as const;
    expect(withoutValues(new GraphQLError(`Not so: ${CANARY}`, { nodes }))).toBe(
      'Invalid value: it is not of the type that the schema has for it.',
    );
    expect(withoutValues(new GraphQLError(`Unknown operation named "${CANARY}".`))).toBe(
      'Unknown operation: the text has none of this name.',
    );
  });

  it('leaves other mistakes as they are', () => {
    expect(ofText('{ nothing }')[0]?.shown).toBe('Cannot query field "nothing" on type "Query".');
    expect(ofText('{ find(m: 1) }')[0]?.shown).toMatch(/^Unknown argument "m"/);
    const [operation] = parse('query ($n: Int!) { find(n: $n) }').definitions as [OperationDefinitionNode];
    const { errors = [] } = getVariableValues(SCHEMA, operation.variableDefinitions ?? [], {});
    expect(errors.map(withoutValues)).toEqual(['Variable "$n" of required type "Int!" was not provided.']);
  });
});
