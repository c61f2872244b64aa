import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHostileStage, type HostileStage } from '../../support/hostile/stage.js';

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
}

const JSON_TYPE = { 'content-type': 'application/json' };
const many = (count: number, of: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => of(at)).join('\n');

/** What public lists ask of a GraphQL server, each point as a request that a scanner or an attacker would make. */
describe('GraphQL as auditors look at it', () => {
  let stage: HostileStage;
  beforeAll(async () => {
    stage = await startHostileStage();
  });
  afterAll(() => stage.gateway.stop());

  const send = async (init: RequestInit, search = ''): Promise<Answer> => {
    const response = await fetch(`${stage.gateway.url}/graphql${search}`, init);
    const text = await response.text();
    const { data = null, errors = [] } = parsed(text);
    return { status: response.status, text, data, errors };
  };
  const post = (body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
    send({ method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });
  const get = (query: string): Promise<Answer> => send({}, `?query=${encodeURIComponent(query)}`);
  const codesOf = ({ errors }: Answer): unknown[] => errors.map(({ extensions }) => extensions['code']);
  /** Nobody, and somebody who may do everything in their account. */
  const everybody = (): readonly Readonly<Record<string, string>>[] => [{}, stage.attacker.headers];

  describe('graphql-cop’s checks', () => {
    it.each([
      ['alias overloading', `query cop { ${many(101, (at) => `alias${String(at)}: __typename`)} }`],
      ['directive overloading', `query cop { __typename ${'@aa'.repeat(10)} }`],
      ['field duplication', `query cop { ${many(500, () => '__typename')} }`],
    ])('%s', async (_name, query) => {
      for (const headers of everybody()) {
        const answer = await post({ query, operationName: 'cop' }, headers);
        expect({ data: answer.data, codes: codesOf(answer) }).toEqual({
          data: null,
          codes: ['QUERY_TOO_COMPLEX'],
        });
      }
    });

    it('array-based query batching', async () => {
      const batch = Array.from({ length: 10 }, () => ({ query: 'query cop { __typename }' }));
      for (const headers of everybody()) {
        const { status, text } = await post(batch, headers);
        expect(status).toBe(400);
        expect(Array.isArray(JSON.parse(text))).toBe(false);
      }
    });

    it('introspection by nobody, and in circles by anybody', async () => {
      const answer = await post({ query: 'query cop { __schema { types { name fields { name } } } }' });
      expect([answer.status, answer.data, codesOf(answer)]).toEqual([401, null, ['UNAUTHENTICATED']]);
      const circles = `query cop { __schema { types { ${'fields { type { '.repeat(4)} name ${'} } '.repeat(4)} } } }`;
      for (const headers of everybody()) expect((await post({ query: circles }, headers)).data).toBeNull();
    });

    it('field suggestions', async () => {
      for (const headers of everybody()) {
        const answer = await post({ query: 'query cop { __schema { directive } }' }, headers);
        expect(answer.data).toBeNull();
        expect(answer.text).not.toMatch(/did you mean/i);
      }
    });

    it('an explorer at the address of the API', async () => {
      const { text } = await send({ headers: { accept: 'text/html' } });
      expect(text).not.toMatch(/graphiql|graphql.playground/i);
    });

    it('queries and changes by a plain GET, queries by a form', async () => {
      expect(await get('query cop { __typename }')).toMatchObject({ status: 400, data: null });
      expect(await get('mutation cop { __typename }')).toMatchObject({ status: 400, data: null });
      const form = new URLSearchParams({ query: 'query cop { __typename }' });
      expect(await send({ method: 'POST', body: form })).toMatchObject({ status: 400, data: null });
    });

    it('tracing and unhandled errors', async () => {
      const fine = await post({ query: 'query cop { __typename }' });
      expect(JSON.parse(fine.text)).toEqual({ data: { __typename: 'Query' } });
      const broken = await post({ query: 'qwerty cop { abc }' });
      expect(codesOf(broken)).toEqual(['GRAPHQL_PARSE_FAILED']);
      expect(broken.text).not.toMatch(/exception|stacktrace|tracing|\.js:\d/i);
    });
  });

  describe('OWASP’s GraphQL cheat sheet', () => {
    it('amounts: no page is larger than a hundred', async () => {
      for (const first of [101, 2 ** 31 - 1, -1]) {
        const query = 'query ($first: Int) { numbers(first: $first) { edges { node { id } } } }';
        const answer = await post({ query, variables: { first } }, stage.attacker.headers);
        expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
      }
    });

    it('direct references: another account’s ids lead nowhere, by node, by nodes and by each field', async () => {
      const { attacker, victim } = stage;
      const ids = victim.references;
      const node = await post(
        { query: 'query ($id: ID!) { node(id: $id) { id } }', variables: { id: victim.numberId } },
        attacker.headers,
      );
      expect(node.data?.['node'] ?? null).toBeNull();
      const nodes = await post(
        { query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', variables: { ids: ids.slice(0, 20) } },
        attacker.headers,
      );
      expect(((nodes.data?.['nodes'] ?? []) as unknown[]).filter((found) => found !== null)).toEqual([]);
      const number = await post(
        {
          query: 'query ($id: ID!) { messages(numberId: $id) { totalCount } }',
          variables: { id: victim.numberId },
        },
        attacker.headers,
      );
      expect(codesOf(number)).toEqual(['NOT_FOUND']);
    });

    it('rights: nobody asks for anything, a program changes no settings', async () => {
      const ask = { query: '{ numbers { totalCount } }' };
      expect(codesOf(await post(ask))).toEqual(['UNAUTHENTICATED']);
      const change = {
        query: 'mutation { updateDataRetention(input: { days: 1 }) { userErrors { code } } }',
      };
      const byKey = await post(change, { 'x-api-key': stage.attacker.apiKey });
      expect(codesOf(byKey)).toEqual(['FORBIDDEN']);
    });

    it('batching: a request changes no more than its cost allows', async () => {
      const change = (at: number): string =>
        `a${String(at)}: revokePersonalToken(input: { tokenId: "x" }) { userErrors { code } }`;
      const answer = await post({ query: `mutation { ${many(21, change)} }` }, stage.attacker.headers);
      expect(answer.errors[0]?.extensions).toMatchObject({
        code: 'QUERY_TOO_COMPLEX',
        measure: 'ROOT_FIELDS',
      });
    });

    it('batching: passwords guessed within one request are counted one by one', async () => {
      const guess = (at: number): string =>
        `a${String(at)}: enrolSecondFactor(input: { password: "guess number ${String(at)}" }) { userErrors { code } }`;
      const answer = await post({ query: `mutation { ${many(12, guess)} }` }, stage.attacker.headers);
      expect(codesOf(answer)).toContain('RATE_LIMITED');
    });

    it('input: an operator is no value of any type', async () => {
      const query = 'query ($n: ID!) { messages(numberId: $n) { totalCount } }';
      const answer = await post({ query, variables: { n: { $ne: null } } }, stage.attacker.headers);
      expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    });
  });
});

function parsed(text: string): Partial<Pick<Answer, 'data' | 'errors'>> {
  try {
    return JSON.parse(text) as Partial<Pick<Answer, 'data' | 'errors'>>;
  } catch {
    return {};
  }
}
