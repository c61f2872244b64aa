import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, ADMIN, type TestApp } from '../../support/app.js';

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly data: Record<string, unknown> | null | undefined;
  readonly codes: readonly unknown[];
}

describe('GraphQL over HTTP', () => {
  let gateway: TestApp;
  let cookie: string;
  const post = async (body: unknown, headers: Record<string, string> = { cookie }): Promise<Answer> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: text };
    return read(await fetch(`${gateway.url}/graphql`, init));
  };
  const read = async (response: Response): Promise<Answer> => {
    const text = await response.text();
    const { data, errors = [] } = JSON.parse(text) as {
      data?: Record<string, unknown> | null;
      errors?: { extensions?: { code?: unknown } }[];
    };
    return { status: response.status, text, data, codes: errors.map(({ extensions }) => extensions?.code) };
  };

  beforeAll(async () => {
    gateway = await startTestApp();
    const signedIn = await fetch(`${gateway.url}/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ADMIN),
    });
    cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  });
  afterAll(() => gateway.stop());

  it('knows who asks by cookie, token and API key', async () => {
    const query = '{ viewer { role scopes } }';
    expect((await post({ query })).data).toEqual({
      viewer: { role: 'SUPER_ADMIN', scopes: ['CHATS', 'SETTINGS', 'ACCOUNTS'] },
    });
    const made = await post({
      query:
        'mutation { createPersonalToken(input: { name: "t" }) { secret } createApiKey(input: { name: "k", retentionDays: 1 }) { secret apiKey { id } } }',
    });
    const { createPersonalToken, createApiKey } = made.data as Record<
      string,
      { secret: string; apiKey: { id: string } }
    >;
    const authorization = `Bearer ${createPersonalToken?.secret ?? ''}`;
    const key = { 'x-api-key': createApiKey?.secret ?? '' };
    expect((await post({ query }, { authorization })).data).toMatchObject({
      viewer: { role: 'SUPER_ADMIN' },
    });
    expect((await post({ query }, key)).data).toEqual({ viewer: { role: null, scopes: ['CHATS'] } });
    await post({
      query: 'mutation ($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { userErrors { code } } }',
      variables: { id: createApiKey?.apiKey.id },
    });
    expect(await post({ query }, key)).toMatchObject({ status: 200, codes: ['UNAUTHENTICATED'] });
  });

  it('answers refusals in one form', async () => {
    expect(await post({ query: '{ viewer { role } }' }, {})).toMatchObject({
      status: 200,
      codes: ['UNAUTHENTICATED'],
    });
    expect(
      (await post({ query: '{ viewer { role } }' }, { authorization: 'Bearer lp_wrong' })).codes,
    ).toEqual(['UNAUTHENTICATED']);
    expect((await post({ query: '{ account { id } }' }, { cookie, 'x-account-id': 'none' })).codes).toEqual([
      'NOT_FOUND',
    ]);
    expect((await post({ query: '{ nothing }' })).codes).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect((await post({ query: '{' })).codes).toEqual(['GRAPHQL_PARSE_FAILED']);
    const variables = {
      query: 'query ($n: Int!) { numbers(first: $n) { totalCount } }',
      variables: { n: 'many' },
    };
    for (let times = 0; times < 3; times += 1)
      expect((await post(variables)).codes).toEqual(['BAD_USER_INPUT']);
    expect((await post({ query: `{ ${'a '.repeat(2_001)} }` })).codes).toEqual(['QUERY_TOO_COMPLEX']);
  });

  it('answers a known query as it did the first time, and anew to everybody', async () => {
    const query = 'query ($first: Int) { numbers(first: $first) { totalCount edges { node { id } } } }';
    const texts = new Set<string>();
    for (let times = 0; times < 4; times += 1)
      texts.add((await post({ query, variables: { first: 5 } })).text.trim());
    expect(texts).toEqual(new Set(['{"data":{"numbers":{"totalCount":0,"edges":[]}}}']));
    expect((await post({ query }, {})).codes).toEqual(['UNAUTHENTICATED']);
    expect((await post({ query, variables: { first: 101 } })).codes).toEqual(['BAD_USER_INPUT']);
    expect((await post({ query, variables: [] })).status).toBe(400);
    expect((await post({ query, variables: null, operationName: 'Other' })).codes).toEqual([
      'OPERATION_RESOLUTION_FAILURE',
    ]);
    expect((await post({ query }, { cookie, accept: 'text/html' })).status).toBe(406);
    expect((await post({ query }, { cookie, 'content-type': 'text/plain' })).status).toBe(400);
  });

  it('acts in another account by header, for a SUPER_ADMIN', async () => {
    const { data } = await post({
      query: 'mutation { createAccount(input: { name: "Second" }) { account { id } } }',
    });
    const { id } = (data as { createAccount: { account: { id: string } } }).createAccount.account;
    const there = await post(
      { query: '{ account { id name } auditLog { totalCount } }' },
      { cookie, 'x-account-id': id },
    );
    expect(there.data).toEqual({ account: { id, name: 'Second' }, auditLog: { totalCount: 1 } });
  });

  it('is no target for forged requests, batches and giants', async () => {
    const simple = await fetch(`${gateway.url}/graphql?query=%7Bviewer%7Brole%7D%7D`, {
      headers: { cookie },
    });
    expect(simple.status).toBe(400);
    const get = await fetch(`${gateway.url}/graphql?query=%7Bviewer%7Brole%7D%7D`, {
      headers: { cookie, 'apollo-require-preflight': '1' },
    });
    expect((await read(get)).data).toEqual({ viewer: { role: 'SUPER_ADMIN' } });
    const query = 'mutation{updateDataRetention(input:{days:1}){userErrors{code}}}';
    const change = await fetch(`${gateway.url}/graphql?query=${encodeURIComponent(query)}`, {
      headers: { cookie, 'apollo-require-preflight': '1' },
    });
    expect(change.status).toBe(405);
    expect((await post([{ query: '{ viewer { role } }' }])).status).toBe(400);
    expect((await post(`"${'x'.repeat(8 * 1024 * 1024)}"`)).status).toBe(413);
  });

  it('logs nothing of what was sent', async () => {
    const canary = '+4915100000042';
    await post({
      query: `{ conversation(id: "${canary}") { id } messages(numberId: 5.5) { notice } x(a: "${canary}") }`,
    });
    await post({ query: 'query ($n: Int!) { numbers(first: $n) { totalCount } }', variables: { n: canary } });
    await post({
      query: 'mutation ($i: CreateNumberInput!) { createNumber(input: $i) { userErrors { code } } }',
      variables: { i: { name: canary, phoneNumber: canary.slice(0, 4) } },
    });
    await post(`{"query": "${canary}`);
    expect(gateway.logged.join('\n')).not.toContain(canary.slice(1));
  });

  it('gives the schema', async () => {
    const { data } = await post({ query: '{ __schema { queryType { name } } }' });
    expect(data).toEqual({ __schema: { queryType: { name: 'Query' } } });
  });
});
