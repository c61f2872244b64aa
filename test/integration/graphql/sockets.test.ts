import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient, type Client, type ClientOptions } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startTestApp, type Session, type TestApp } from '../../support/app.js';
import { createTestNumber } from '../../support/number.js';
import { envelope, textMessage } from '../../support/whatsapp.js';

interface Heard {
  readonly events: Record<string, unknown>[];
  /** The close event, or the errors of the operation. */
  readonly end: Promise<unknown>;
}

const EVENTS =
  'subscription ($n: [ID!], $after: String) { inboundEventReceived(numberIds: $n, after: $after) { id cursor event data { content } } }';

describe('GraphQL over WebSocket', () => {
  let gateway: TestApp;
  let admin: Session;
  let numberId: string;
  let apiKey: string;
  const clients: Client[] = [];

  const connect = (options: Partial<ClientOptions> = {}, headers: Record<string, string> = {}): Client => {
    const client = createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: class extends WebSocket {
        constructor(address: string, protocols: string[]) {
          super(address, protocols, { headers });
        }
      },
      retryAttempts: 0,
      ...options,
    });
    clients.push(client);
    return client;
  };
  const listen = (client: Client, variables: Record<string, unknown> = {}, query = EVENTS): Heard => {
    const events: Record<string, unknown>[] = [];
    const end = new Promise((resolve) => {
      client.subscribe<Record<string, Record<string, unknown>>>(
        { query, variables },
        {
          next: ({ data, errors }) => void events.push(data ? (Object.values(data)[0] ?? {}) : { errors }),
          error: resolve,
          complete: () => {
            resolve(null);
          },
        },
      );
    });
    return { events, end };
  };
  const until = async (condition: () => boolean): Promise<void> => {
    const end = Date.now() + 10_000;
    while (!condition()) {
      if (Date.now() > end) throw new Error('What was waited for did not come.');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const send = async (text: string): Promise<void> => {
    const { status } = await gateway.postWebhook(
      numberId,
      envelope({ messages: [textMessage({ text, at: gateway.now })] }),
    );
    expect(status).toBe(200);
  };
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));
  const contents = ({ events }: Heard): unknown[] =>
    events.map(({ data }) => (data as { content: unknown }).content);

  beforeAll(async () => {
    gateway = await startTestApp();
    admin = await gateway.signIn();
    ({ numberId, apiKey } = await createTestNumber(admin));
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.dispose();
  });
  afterAll(() => gateway.stop());

  it.each([
    ['nobody', {}, 4401],
    ['a wrong key', { apiKey: 'lk_wrong' }, 4401],
    ['a wrong token', { authorization: 'Bearer lp_wrong' }, 4401],
  ])('refuses %s', async (_name, connectionParams, code) => {
    expect(await listen(connect({ connectionParams })).end).toMatchObject({ code });
  });

  it('refuses an account that is not theirs', async () => {
    expect(await listen(connect({ connectionParams: { apiKey, accountId: 'none' } })).end).toMatchObject({
      code: 4403,
    });
  });

  it('delivers, and resumes behind a cursor', async () => {
    const heard = listen(connect({ connectionParams: { apiKey } }));
    await settle();
    await send('one');
    await send('two');
    await until(() => heard.events.length === 2);
    expect(contents(heard)).toEqual(['one', 'two']);
    const resumed = listen(connect({ connectionParams: { apiKey } }), { after: heard.events[0]?.['cursor'] });
    await until(() => resumed.events.length === 1);
    expect(resumed.events[0]).toEqual(heard.events[1]);
  });

  it('takes the cookie from pages of our own alone', async () => {
    const cookie = await fetch(`${gateway.url}/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'admin@example.org', password: 'correct horse battery staple' }),
    }).then((response) => (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '');
    expect(await listen(connect({}, { cookie, origin: 'https://evil.example' })).end).toMatchObject({
      code: 4401,
    });
    const own = listen(connect({}, { cookie, origin: gateway.url }), {}, '{ viewer { role } }');
    expect([await own.end, own.events]).toEqual([null, [{ role: 'SUPER_ADMIN' }]]);
  });

  it('answers mistakes with codes, and keeps the socket', async () => {
    const client = connect({ connectionParams: { apiKey } });
    for (const [query, variables, code] of [
      ['{', {}, 'GRAPHQL_PARSE_FAILED'],
      ['subscription { nothing }', {}, 'GRAPHQL_VALIDATION_FAILED'],
      [EVENTS, { n: 5.5 }, 'BAD_USER_INPUT'],
      [EVENTS, { n: ['018f3c5e-7a1b-7c3d-8e4f-0123456789ab'] }, 'NOT_FOUND'],
      [EVENTS, { after: 'x' }, 'BAD_USER_INPUT'],
      ['subscription { sweepProgressed(sweepId: "1") { id } }', {}, 'FORBIDDEN'],
    ] as const) {
      const heard = listen(client, variables, query);
      const errors = await heard.end;
      // What is wrong before there is an operation ends it; what its execution says is a result, the only one.
      expect(errors ?? heard.events[0]?.['errors']).toMatchObject([{ extensions: { code } }]);
    }
    const answered = listen(client, {}, '{ users { totalCount } }');
    expect(await answered.end).toBeNull();
    expect(answered.events).toMatchObject([{ errors: [{ extensions: { code: 'FORBIDDEN' } }] }]);
  });

  it('ends for a key that is revoked', async () => {
    const made = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
      body: JSON.stringify({ query: '{ viewer { id } }' }),
    });
    const { data } = (await made.json()) as { data: { viewer: { id: string } } };
    const heard = listen(connect({ connectionParams: { apiKey } }));
    await settle();
    await send('before');
    await until(() => heard.events.length === 1);
    const revoke = admin.connect();
    clients.push(revoke);
    const revoked = listen(
      revoke,
      { id: data.viewer.id },
      'mutation ($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { userErrors { code } } }',
    );
    await revoked.end;
    await send('after');
    expect(await heard.end).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(contents(heard)).toEqual(['before']);
  });

  it('closes on a message that is too large', async () => {
    const client = connect({ connectionParams: { note: 'x'.repeat(1_100_000) } });
    expect(await listen(client).end).toMatchObject({ code: 1009 });
  });

  it('is at no other path', async () => {
    const client = connect({ url: `${gateway.url.replace('http', 'ws')}/elsewhere` });
    expect(await listen(client).end).toBeTruthy();
  });
});
