import { describe, expect, it } from '@jest/globals';
import { execute, parse, validate } from 'graphql';
import { createExecutor } from '../../../src/graphql/executor.js';
import { isJitSafe } from '../../../src/graphql/jitSafety.js';
import { createZoo } from './zoo.js';

const schema = createZoo();

async function byBoth(query: string, variables: Record<string, unknown> = {}, operationName?: string) {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const expected = await execute({ schema, document, variableValues: variables, operationName });
  const executor = createExecutor(schema);
  const operation = { document, source: query, operationName, variables, context: {} };
  // Interpreted when it is met first, compiled from the second time on.
  const answers = [
    await executor.execute(operation),
    await executor.execute(operation),
    await executor.execute(operation),
  ];
  return { expected, answers, isJit: isJitSafe(schema, document, operationName) };
}

async function expectSame(query: string, variables?: Record<string, unknown>, operationName?: string) {
  const { expected, answers, isJit } = await byBoth(query, variables, operationName);
  for (const answer of answers) {
    expect(JSON.stringify(answer)).toBe(JSON.stringify(expected));
    expect(answer.errors?.map(({ originalError }) => originalError)).toEqual(
      expected.errors?.map(({ originalError }) => originalError),
    );
  }
  return { expected, isJit };
}

const FIELDS = '{ id text strict color colors at }';

describe('the compiled and the interpreted answer are the same', () => {
  it.each([
    ['plain fields, dates and enums', `{ leaf ${FIELDS} leaves ${FIELDS} }`],
    ['nulls where they may be', `{ none ${FIELDS} sparse ${FIELDS} leaf { list { id } next { text } } }`],
    ['aliases and merged fields', `{ a: leaf { x: id x: id } b: leaf { id } b: leaf { text } }`],
    [
      'fragments',
      `query { leaf { ...A ... on Leaf { color } ... { at } } } fragment A on Leaf { id next { ...B } } fragment B on Leaf { id }`,
    ],
    ['type names', `{ __typename leaf { __typename id } }`],
    ['defaults and literals', `{ echo d: echo(a: 2, b: null, c: [RED], d: "2026-01-02", e: { b: RED }) }`],
  ])('%s', async (_name, query) => {
    expect(await expectSame(query)).toMatchObject({ isJit: true });
  });

  it.each([
    ['thrown', '{ thrown { id } leaf { id } }'],
    ['rejected', '{ leaf { id } rejected { id } }'],
    ['returned', '{ returned { id } }'],
    ['returned in a list', '{ mixed { id } }'],
    ['null in a non-null leaf', '{ leaf { next { id strict } } }'],
    ['null in a non-null field', '{ leaf { id } strictNone { id } }'],
    ['null below a resolver', '{ leaf { next { strictNext { id } } } }'],
  ])('an error %s', async (_name, query) => {
    const { expected, isJit } = await expectSame(query);
    expect(isJit).toBe(true);
    expect(expected.errors).toHaveLength(1);
  });

  const VARIABLES =
    'query ($a: Int!, $b: String = "d", $c: [Color!], $d: DateTime, $e: Flat, $no: Boolean! = false) { echo(a: $a, b: $b, c: $c, d: $d, e: $e) leaf @skip(if: $no) { id text @include(if: $no) } }';
  it.each([
    { a: 1 },
    { a: 1, b: null, c: ['RED'], d: '2026-01-02T03:04:05Z', e: { b: 'GREEN' } },
    { a: 1, c: 'RED', e: { a: null, b: 'GREEN', at: '2026-01-02' }, no: true },
    {},
    { a: '1' },
    { a: 1.5 },
    { a: 1, c: ['BLUE'] },
    { a: 1, d: 'tomorrow' },
    { a: 1, e: {} },
    { a: 1, e: { b: 'RED', more: 1 } },
    { a: 1, no: null },
  ])('variables %j', async (variables) => {
    expect(await expectSame(VARIABLES, variables)).toMatchObject({ isJit: true });
  });

  it.each([
    ['query ($no: Boolean = false) { leaf @skip(if: $no) { id } }', { no: null }],
    ['query ($a: Int = 1) { echo(a: $a) }', { a: null }],
    ['query ($a: Int) { echo(a: $a) }', { a: null }],
    ['query ($b: Color = RED) { echo(e: { b: $b }) }', { b: null }],
    ['query ($c: Color = RED) { echo(c: [$c]) }', { c: null }],
  ])('%s with %j', async (query, variables) => {
    expect(await expectSame(query, variables)).toMatchObject({ isJit: false });
    await expectSame(query);
  });

  it('one of several operations', async () => {
    const query = 'query A { leaf { id } } query B { leaf { text } }';
    await expectSame(query, {}, 'A');
    await expectSame(query, {}, 'B');
    await expectSame(query, {}, 'C');
    await expectSame(query);
  });
});

describe('what the compiler cannot do is interpreted', () => {
  it.each([
    ['unions', '{ pet { __typename ... on Cat { lives } } }'],
    ['interfaces', '{ pets { name ... on Dog { good } } }'],
    ['fragments on interfaces', '{ pets { ...A } } fragment A on Animal { name }'],
    ['directives', '{ leaf { id @odd } }'],
    ['introspection', '{ __schema { queryType { name } } }'],
    ['introspection of a type', '{ __type(name: "Leaf") { fields { name } } }'],
  ])('%s', async (_name, query) => {
    expect(await expectSame(query)).toMatchObject({ isJit: false });
  });

  it('recursive inputs', async () => {
    const query = 'query ($box: Box) { box(box: $box) }';
    expect(await expectSame(query, { box: { box: { label: 'in' } } })).toMatchObject({ isJit: false });
  });

  it('mutations, which run once', async () => {
    const executor = createExecutor(schema);
    const document = parse('mutation { count }');
    const operation = { document, source: 'm', operationName: undefined, variables: {}, context: {} };
    for (const expected of [1, 2, 3])
      expect(await executor.execute(operation)).toEqual({ data: { count: expected } });
  });
});
