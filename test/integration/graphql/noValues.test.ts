import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from 'graphql-ws';
import { startTestApp, type Session, type TestApp } from '../../support/app.js';
import { createTestNumber } from '../../support/number.js';

const CANARY = 'Erika Mustermann +4915112345678';

interface Mistake {
  readonly message: string;
  readonly extensions?: { readonly code?: string };
}
interface Sent {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

const OF_INT = 'query ($n: Int!) { numbers(first: $n) { totalCount } }';
const OF_INPUT = 'mutation ($i: SendMessageInput!) { sendMessage(input: $i) { userErrors { code } } }';

/** What is wrong, the code of the answer, and what it has to say. */
const MISTAKES: readonly (readonly [Sent, string, string])[] = [
  [
    { query: OF_INT, variables: { n: CANARY } },
    'BAD_USER_INPUT',
    'Variable "$n" got an invalid value: Int cannot represent non-integer value.',
  ],
  [
    { query: OF_INPUT, variables: { i: CANARY } },
    'BAD_USER_INPUT',
    'Expected type "SendMessageInput" to be an object.',
  ],
  [
    { query: OF_INPUT, variables: { i: { to: { phone: [CANARY] } } } },
    'BAD_USER_INPUT',
    'Variable "$i" got an invalid value',
  ],
  [
    { query: OF_INPUT, variables: { i: { [CANARY]: CANARY } } },
    'BAD_USER_INPUT',
    'Variable "$i" got an invalid value',
  ],
  [
    {
      query: 'query ($at: DateTime) { messages(startDate: $at) { totalCount } }',
      variables: { at: CANARY },
    },
    'BAD_USER_INPUT',
    'Variable "$at" got an invalid value: A DateTime is ISO 8601 with an offset: 2026-01-31T12:00:00.000Z.',
  ],
  [
    { query: `{ numbers(first: "${CANARY}") { totalCount } }` },
    'GRAPHQL_VALIDATION_FAILED',
    'Invalid value of "first": Int cannot represent non-integer value.',
  ],
  [
    { query: `{ messages(startDate: "${CANARY}") { totalCount } }` },
    'GRAPHQL_VALIDATION_FAILED',
    'A DateTime is ISO 8601 with an offset: 2026-01-31T12:00:00.000Z.',
  ],
  [
    { query: `mutation { sendMessage(input: "${CANARY}") { userErrors { code } } }` },
    'GRAPHQL_VALIDATION_FAILED',
    'Invalid value of "input": Expected value of type "SendMessageInput!".',
  ],
  [
    { query: `{ numbers(first: "1" "${CANARY}") { totalCount } }` },
    'GRAPHQL_PARSE_FAILED',
    'Syntax Error: Expected Name, found String.',
  ],
];

/** PII is never in an error (design, "Storage"), and what a client sends may be PII wherever it is sent. */
describe('a mistake in what is sent is told without it', () => {
  let gateway: TestApp;
  let admin: Session;
  let apiKey: string;
  let client: Client;

  const byHttp = async (sent: Sent): Promise<string> => {
    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
      body: JSON.stringify(sent),
    });
    return answer.text();
  };
  /** A mistake ends an operation, or is its only result. */
  const bySocket = (sent: Sent): Promise<string> =>
    new Promise((resolve) => {
      client.subscribe(sent, {
        next: (result) => {
          resolve(JSON.stringify(result));
        },
        error: (errors) => {
          resolve(JSON.stringify({ errors }));
        },
        complete: () => undefined,
      });
    });
  const mistakesOf = (answer: string): readonly Mistake[] =>
    (JSON.parse(answer) as { readonly errors?: readonly Mistake[] }).errors ?? [];

  beforeAll(async () => {
    gateway = await startTestApp();
    admin = await gateway.signIn();
    ({ apiKey } = await createTestNumber(admin));
    client = admin.connect();
  });
  afterAll(async () => {
    await client.dispose();
    await gateway.stop();
  });

  it.each(MISTAKES)('%j', async (sent, code, told) => {
    for (const answer of [await byHttp(sent), await bySocket(sent)]) {
      expect(answer).not.toMatch(/Erika|49151/);
      expect(mistakesOf(answer)).toContainEqual(
        expect.objectContaining({
          message: expect.stringContaining(told) as unknown,
          extensions: expect.objectContaining({ code }) as unknown,
        }),
      );
    }
  });

  it('the name of an operation that there is not', async () => {
    const answer = await byHttp({ query: 'query A { viewer { id } }', operationName: CANARY });
    expect(mistakesOf(answer)).toMatchObject([{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }]);
    expect(answer).not.toMatch(/Erika|49151/);
  });
});
