import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { startServer, type RunningServer } from './child.js';
import { APP_SECRET, PHONE_NUMBER_ID, VERIFY_TOKEN } from './webhooks.js';

const ADMIN = { email: 'bench@example.org', password: 'a password for the bench' };

/** The product itself in a process of its own, with an account, a number and somebody signed in. */
export interface BenchGateway {
  readonly server: RunningServer;
  readonly databaseName: string;
  readonly dataDir: string;
  readonly numberId: string;
  readonly account: string;
  readonly cookie: string;
  graphql<T>(query: string, variables?: object): Promise<T>;
  readonly stop: () => Promise<void>;
}

/** @param settings beside what every bench sets */
export async function startGateway(
  mongodbUri: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<BenchGateway> {
  const databaseName = `bench_${randomUUID().slice(0, 8)}`;
  const dataDir = await mkdtemp(join(tmpdir(), 'lethe-bench-'));
  const server = await startServer('src/main.js', {
    PORT: '0',
    MONGODB_URI: mongodbUri,
    DATABASE_NAME: databaseName,
    DATA_DIR: dataDir,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    LOG_LEVEL: 'warn',
    USER_RATE_LIMIT: '0',
    ...settings,
  });
  const signedIn = await fetch(`${server.origin}/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ADMIN),
  });
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const graphql = async <T>(query: string, variables: object = {}): Promise<T> => {
    const response = await fetch(`${server.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data?: T; errors?: unknown };
    if (!data || errors) throw new Error(`GraphQL answered ${JSON.stringify(errors)}`);
    return data;
  };
  const { createNumber } = await graphql<{ createNumber: { number: { id: string } } }>(
    `
      mutation ($input: CreateNumberInput!) {
        createNumber(input: $input) {
          number {
            id
          }
          userErrors {
            message
          }
        }
      }
    `,
    {
      input: {
        name: 'bench',
        phoneNumber: '+4930123456',
        whatsapp: {
          phoneNumberId: PHONE_NUMBER_ID,
          businessAccountId: '200000000000001',
          accessToken: 'token',
          appSecret: APP_SECRET,
          verifyToken: VERIFY_TOKEN,
        },
      },
    },
  );
  const { account } = await graphql<{ account: { id: string } }>('{ account { id } }');
  return {
    server,
    databaseName,
    dataDir,
    numberId: createNumber.number.id,
    account: account.id,
    cookie,
    graphql,
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
