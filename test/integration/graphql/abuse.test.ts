import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { raw } from '../../support/rawHttp.js';
import { ADMIN, startTestApp, type TestApp } from '../../support/app.js';

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly data: unknown;
  readonly errors: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
}

const many = (count: number, of: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => of(at)).join(' ');

/** Every fragment spreads the next one twice: 1.3 KB, and 2^30 fields. */
const FRAGMENT_BOMB = `{ ...f0 } ${many(30, (at) => `fragment f${String(at)} on Query { ${at < 29 ? `...f${String(at + 1)} `.repeat(2) : '__typename'} }`)}`;
const MESSAGES = (inner: string): string => `messages(last: 100) { edges { node { ${inner} } } }`;

describe('what GraphQL refuses before it executes', () => {
  let gateway: TestApp;
  let cookie: string;
  const read = async (work: Promise<Response>): Promise<Answer> => {
    const response = await work;
    const text = await response.text();
    const { data, errors = [] } = JSON.parse(text) as Partial<Answer>;
    return { status: response.status, text, data, errors };
  };
  const post = (body: unknown, headers: Record<string, string> = { cookie }): Promise<Answer> =>
    read(
      fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    );
  const get = (query: string, headers: Record<string, string>): Promise<Answer> =>
    read(fetch(`${gateway.url}/graphql?query=${encodeURIComponent(query)}`, { headers }));
  const stranger = {};

  beforeAll(async () => {
    gateway = await startTestApp({ settings: { STRANGER_RATE_LIMIT: '1000' } });
    const signedIn = await fetch(`${gateway.url}/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ADMIN),
    });
    cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  });
  afterAll(() => gateway.stop());

  it.each([
    ['alias overloading', `{ ${many(101, (at) => `a${String(at)}: __typename`)} }`],
    ['aliases below one field', `{ viewer { ${many(101, (at) => `a${String(at)}: id`)} } }`],
    ['directive overloading', `{ __typename ${'@aa'.repeat(10)} }`],
    ['a thousand directives', `{ __typename ${'@skip(if: false) '.repeat(150)} }`],
    ['field duplication', `{ ${'__typename '.repeat(500)} }`],
    ['field duplication below one field', `{ viewer { ${'id '.repeat(900)} } }`],
    ['a fragment bomb', FRAGMENT_BOMB],
    ['fragments in circles', FRAGMENT_BOMB.replace('{ __typename }', '{ ...f0 }')],
    [
      'depth',
      `{ ${'node(id: "1") { id ... on Message { conversation { '.repeat(6)} id ${'} } } '.repeat(6)} }`,
    ],
    ['tokens', `{ viewer(${many(2_000, (at) => `a${String(at)}: 1`)}) { id } }`],
    ['cost', `{ conversations(numberId: "1", first: 100) { edges { node { ${MESSAGES('id')} } } } }`],
    ['cost in circles', `{ conversation(id: "1") { ${MESSAGES(`conversation { ${MESSAGES('id')} }`)} } }`],
    ['root fields', `{ ${many(25, (at) => `a${String(at)}: viewer { id }`)} }`],
  ])('%s', async (_name, query) => {
    for (const headers of [stranger, { cookie }]) {
      const { status, data, errors } = await post({ query }, headers);
      expect({ status, data, codes: errors.map(({ extensions }) => extensions['code']) }).toEqual({
        status: 400,
        data: undefined,
        codes: ['QUERY_TOO_COMPLEX'],
      });
      const { cost, limit } = errors[0]?.extensions as { cost: number; limit: number };
      expect(cost).toBeGreaterThan(limit);
    }
  });

  it('holds by GET as well', async () => {
    const preflight = { cookie, 'apollo-require-preflight': '1' };
    for (const query of [FRAGMENT_BOMB, `${FRAGMENT_BOMB}#`, `${FRAGMENT_BOMB} #\n`])
      expect((await get(query, preflight)).errors).toMatchObject([
        { extensions: { code: 'QUERY_TOO_COMPLEX' } },
      ]);
    // A fragment of the address ends what Apollo reads, and must end what we read.
    const { hostname, port } = new URL(gateway.url);
    const path = `/graphql?query=${encodeURIComponent(FRAGMENT_BOMB)}#%0A)`;
    const text = await raw(
      hostname,
      Number(port),
      `GET ${path} HTTP/1.1\r\nHost: x\r\napollo-require-preflight: 1\r\n\r\n`,
    );
    expect(text).toContain('QUERY_TOO_COMPLEX');
  });

  it('a cost that only the variables tell, also of a query that is known', async () => {
    const query = `query ($n: Int) { conversations(numberId: "1", first: $n) { edges { node { ${MESSAGES('id')} } } } }`;
    for (let times = 0; times < 3; times += 1) {
      expect((await post({ query, variables: { n: 1 } })).errors[0]?.extensions['code']).toBe('NOT_FOUND');
      expect((await post({ query, variables: { n: 100 } })).errors).toMatchObject([
        { extensions: { code: 'QUERY_TOO_COMPLEX', measure: 'COST', cost: 20_301, limit: 10_000 } },
      ]);
    }
  });

  it('introspection by strangers, circular or not', async () => {
    const circular = `{ __schema { types { ${'fields { type { '.repeat(4)} name ${'} } '.repeat(4)} } } }`;
    expect(await post({ query: getIntrospectionQuery() }, stranger)).toMatchObject({
      status: 401,
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect((await post({ query: '{ a: __type(name: "Query") { name } }' }, stranger)).status).toBe(401);
    expect((await post({ query: circular })).errors).not.toHaveLength(0);
    expect((await post({ query: circular })).data).toBeUndefined();
    const { data, errors } = await post({ query: getIntrospectionQuery() });
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ __schema: { queryType: { name: 'Query' } } });
    expect(await post({ query: '{ __typename }' }, stranger)).toMatchObject({
      data: { __typename: 'Query' },
    });
  });

  it('hints at names that were not asked for', async () => {
    for (const query of ['{ viewr { id } }', '{ viewer { idd } }', '{ numbers(frist: 1) { totalCount } }']) {
      const { text, status } = await post({ query }, stranger);
      expect(status).toBe(400);
      expect(text).not.toMatch(/did you mean/i);
    }
  });

  it('batches, by list or within one', async () => {
    expect((await post([{ query: '{ __typename }' }, { query: '{ __typename }' }])).status).toBe(400);
    // Persisted queries are off: a hash alone asks nothing.
    const persistedQuery = { version: 1, sha256Hash: 'a'.repeat(64) };
    expect((await post({ extensions: { persistedQuery } })).data).toBeUndefined();
  });

  it('what a page of another site could send', async () => {
    expect((await get('{ __typename }', { cookie })).status).toBe(400);
    const mutation = 'mutation { updateDataRetention(input: { days: 1 }) { userErrors { code } } }';
    expect((await get(mutation, { cookie })).status).toBe(400);
    expect((await get(mutation, { cookie, 'apollo-require-preflight': '1' })).status).toBe(405);
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])
      expect((await post('query=%7B__typename%7D', { cookie, 'content-type': type })).status).toBe(400);
  });

  it('tells nothing of its inside', async () => {
    const { text } = await post({ query: '{ viewer { id } }', extensions: {} });
    expect(JSON.parse(text)).not.toHaveProperty('extensions');
    expect((await post({ query: '{ viewer(' })).text).not.toMatch(/stacktrace|node_modules/);
    const page = await fetch(`${gateway.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(await page.text()).not.toMatch(/graphiql|playground|sandbox/i);
  });

  it('JSON that is nested 50,000 levels deep, and stays small', async () => {
    const before = process.memoryUsage.rss();
    const deep = '['.repeat(50_000) + ']'.repeat(50_000);
    const objects = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    for (const body of [deep, `{"query":"{ __typename }","variables":{"a":${deep}}}`, objects]) {
      const { status, text } = await post(body);
      expect(status).toBe(400);
      // Refused for its looks: nothing has parsed it.
      expect(text).toContain('nested too deeply');
    }
    for (let times = 0; times < 200; times += 1) await post({ query: FRAGMENT_BOMB }, stranger);
    expect(process.memoryUsage.rss() - before).toBeLessThan(200 * 1024 * 1024);
  });

  it('strangers who ask without end', async () => {
    const limited = await startTestApp({ settings: { STRANGER_RATE_LIMIT: '5' } });
    try {
      const ask = async (path: string, headers: Record<string, string>): Promise<string> => {
        const body = path === '/graphql' ? JSON.stringify({ query: '{ viewer { id } }' }) : null;
        const init = { method: body === null ? 'GET' : 'POST', headers, body };
        const text = await (await fetch(`${limited.url}${path}`, init)).text();
        return /"code":"(\w+)"/.exec(text)?.[1] ?? text;
      };
      const codes = new Set<string>();
      for (let times = 0; times < 30; times += 1) {
        codes.add(await ask('/graphql', { 'content-type': 'application/json' }));
        codes.add(await ask('/v1/messages', { 'x-api-key': `lk_guess${String(times)}` }));
      }
      expect([...codes].sort()).toEqual(['RATE_LIMITED', 'UNAUTHENTICATED']);
    } finally {
      await limited.stop();
    }
  });
});
