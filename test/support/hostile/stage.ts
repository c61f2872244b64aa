import {
  buildClientSchema,
  getIntrospectionQuery,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { ADMIN, startTestApp, type TestApp } from '../app.js';
import { APP_SECRET } from '../session.js';
import { envelope, textMessage } from '../whatsapp.js';
import type { KnownIds } from './graphqlTargets.js';

/** Two accounts of one gateway: whoever attacks has all rights in theirs, and none in the other one. */
export interface HostileStage {
  readonly gateway: TestApp;
  readonly schema: GraphQLSchema;
  readonly attacker: Party;
  readonly victim: Party;
}

export interface Party {
  readonly account: string;
  readonly numberId: string;
  readonly apiKey: string;
  /** Credentials of an administrator of the account. */
  readonly headers: Readonly<Record<string, string>>;
  readonly ids: KnownIds;
  /** Ids and cursors of everything that the account has. */
  readonly references: readonly string[];
}

/** In every text of the victim's. */
export const CANARY = 'Zanzibar-canary';
const CANARY_PHONE = '4915155508181';

type Data = Record<string, never>;

export async function startHostileStage(): Promise<HostileStage> {
  const gateway = await startTestApp({
    settings: {
      USER_RATE_LIMIT: '0',
      API_KEY_RATE_LIMIT: '0',
      STRANGER_RATE_LIMIT: '0',
      CONCURRENT_PER_ADDRESS: '0',
    },
  });
  const owner = await signIn(gateway.url, ADMIN);
  const ask = (query: string, headers: Readonly<Record<string, string>>, variables = {}): Promise<Data> =>
    askGraphql(gateway.url, query, headers, variables);
  const party = async (name: string): Promise<Party> => {
    const { account } = (
      await ask(
        `mutation ($n: String!) { made: createAccount(input: { name: $n }) { account { id } } }`,
        owner,
        { n: name },
      )
    )['made'] as unknown as { account: { id: string } };
    const asOwner = { ...owner, 'x-account-id': account.id };
    const email = `${name.toLowerCase()}@example.org`;
    const { invitationUrl } = (
      await ask(
        'mutation ($e: String!) { made: inviteUser(input: { email: $e, role: ADMIN }) { invitationUrl } }',
        asOwner,
        { e: email },
      )
    )['made'] as unknown as { invitationUrl: string };
    const token = new URL(invitationUrl).searchParams.get('token');
    await fetch(`${gateway.url}/auth/accept-invitation`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, password: ADMIN.password, name }),
    });
    const headers = await signIn(gateway.url, { email, password: ADMIN.password });
    return { account: account.id, headers, ...(await furnish(gateway, ask, headers, name)) };
  };
  const attacker = await party('Attacker');
  const victim = await party(CANARY);
  const introspected = await ask(getIntrospectionQuery(), owner);
  return {
    gateway,
    schema: buildClientSchema(introspected as unknown as IntrospectionQuery),
    attacker,
    victim,
  };
}

/** A number with a message, an entry of the send log's key, a webhook and a token. */
async function furnish(
  gateway: TestApp,
  ask: (query: string, headers: Party['headers'], variables?: object) => Promise<Data>,
  headers: Party['headers'],
  name: string,
): Promise<Pick<Party, 'numberId' | 'apiKey' | 'ids' | 'references'>> {
  const whatsapp = {
    phoneNumberId: String(parseInt(name.slice(0, 4), 36)),
    accessToken: name,
    appSecret: APP_SECRET,
    verifyToken: name,
  };
  const made = (await ask(
    `mutation ($w: WhatsappInput!, $n: String!) {
      number: createNumber(input: { name: $n, phoneNumber: "+4930123456", whatsapp: $w }) { number { id } }
      apiKey: createApiKey(input: { name: $n, retentionDays: 30 }) { secret apiKey { id } }
      token: createPersonalToken(input: { name: $n }) { token { id } }
    }`,
    headers,
    { w: whatsapp, n: name },
  )) as unknown as {
    number: { number: { id: string } };
    apiKey: { secret: string; apiKey: { id: string } };
    token: { token: { id: string } };
  };
  const numberId = made.number.number.id;
  const { webhook } = (
    await ask(
      'mutation ($n: ID!, $c: String!) { made: createWebhook(input: { numberId: $n, name: $c, url: "https://127.0.0.1/", events: [] }) { webhook { id } userErrors { message } } }',
      headers,
      { n: numberId, c: name },
    )
  )['made'] as unknown as { webhook: { id: string } | null };
  const from = { phone: CANARY_PHONE, name };
  const message = textMessage({ text: `${name} was here`, at: gateway.now, from });
  await gateway.postWebhook(numberId, envelope({ messages: [message], contacts: [from] }));
  const listed = (await ask(
    `query ($n: ID!) {
      conversations(numberId: $n) { edges { cursor node { id } } }
      messages(numberId: $n) { edges { cursor node { id } } }
      auditLog { edges { cursor node { id } } }
      users { edges { cursor node { id } } }
    }`,
    headers,
    { n: numberId },
  )) as unknown as Readonly<Record<string, { edges: { cursor: string; node: { id: string } }[] }>>;
  const first = (list: string): string => listed[list]?.edges[0]?.node.id ?? '';
  const ids = {
    numberId,
    numberIds: numberId,
    conversationId: first('conversations'),
    messageId: first('messages'),
    userId: first('users'),
    apiKeyId: made.apiKey.apiKey.id,
    ...(webhook && { webhookId: webhook.id }),
  };
  const references = [
    ...new Set([...Object.values(ids), made.token.token.id]),
    ...Object.values(listed).flatMap(({ edges }) => edges.flatMap(({ cursor, node }) => [cursor, node.id])),
  ];
  return { numberId, apiKey: made.apiKey.secret, ids, references };
}

async function signIn(url: string, credentials: object): Promise<Readonly<Record<string, string>>> {
  const response = await fetch(`${url}/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credentials),
  });
  return { cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
}

async function askGraphql(
  url: string,
  query: string,
  headers: Readonly<Record<string, string>>,
  variables: object,
): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data?: Data; errors?: unknown };
  if (errors !== undefined || !data) throw new Error('The stage could not be set.');
  return data;
}
