import type { Db } from 'mongodb';
import { createProviderDouble, type ProviderDouble } from '../../src/providerDouble/createProviderDouble.js';
import { CreateApiKeyDocument, CreateNumberDocument } from '../e2e/generated/operations.js';
import { APP_SECRET, startTestApp, type Session, type TestApp, type TestAppOptions } from './app.js';

export const PHONE_NUMBER_ID = '1060';
export const OUR_NUMBER = '+4930123456';

/** A gateway with one number that sends to a provider double, which calls back to it. */
export interface SendingStage {
  readonly gateway: TestApp;
  readonly double: ProviderDouble;
  readonly admin: Session;
  readonly numberId: string;
  /** The secret of a new key of the number. */
  addKey(retentionDays: number): Promise<string>;
  /** `POST /v1/messages/send`. @param url of another gateway on the same database */
  send(
    apiKey: string,
    body: object,
    options?: { readonly idempotencyKey?: string; readonly url?: string },
  ): Promise<SendAnswer>;
  /** Every document of both databases, jobs among them, and every line that was logged, as one text. */
  everything(): Promise<string>;
  advance(ms: number): void;
  /** Asks for everything that is due, and waits for what the provider tells of it. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export interface SendAnswer {
  readonly status: number;
  readonly isReplay: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}

export async function startSendingStage(
  settings: Readonly<Record<string, string>> = {},
  options: Pick<TestAppOptions, 'onCommand'> = {},
): Promise<SendingStage> {
  const double = createProviderDouble({
    statuses: [
      { status: 'sent', afterMs: 5 },
      { status: 'delivered', afterMs: 10 },
    ],
  });
  await double.start();
  const gateway = await startTestApp({ ...options, settings: { WHATSAPP_API_URL: double.url, ...settings } });
  const admin = await gateway.signIn();
  const whatsapp = {
    phoneNumberId: PHONE_NUMBER_ID,
    businessAccountId: '1',
    accessToken: 'access',
    appSecret: APP_SECRET,
    verifyToken: 'verify-me',
  };
  const input = { name: 'support', phoneNumber: OUR_NUMBER, whatsapp };
  const { createNumber } = await admin.run(CreateNumberDocument, { input });
  const numberId = createNumber.number?.id ?? '';
  double.setWebhook({ url: `${gateway.url}/hooks/whatsapp/${numberId}`, appSecret: APP_SECRET });
  return {
    gateway,
    double,
    admin,
    numberId,
    addKey: async (retentionDays) => {
      const key = { name: 'client', numberId, retentionDays };
      const { createApiKey } = await admin.run(CreateApiKeyDocument, { input: key });
      return createApiKey.secret ?? '';
    },
    send: async (apiKey, body, { idempotencyKey, url = gateway.url } = {}) => {
      const response = await fetch(`${url}/v1/messages/send`, {
        method: 'POST',
        headers: {
          'x-api-key': apiKey,
          'content-type': 'application/json',
          ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        },
        body: JSON.stringify(body),
      });
      return {
        status: response.status,
        isReplay: response.headers.get('idempotent-replayed') === 'true',
        body: (await response.json()) as Record<string, unknown>,
      };
    },
    everything: async () => {
      const { db, keysDb } = gateway.database;
      return `${await textOf(db)}${await textOf(keysDb)}${gateway.logged.join('\n')}`;
    },
    advance: (ms) => {
      gateway.now = new Date(gateway.now.getTime() + ms);
    },
    settle: async () => {
      await gateway.app.runJob('dueSends');
      await double.idle();
    },
    stop: async () => {
      await gateway.stop();
      await double.stop();
    },
  };
}

/** Bytes as text, so that a plain string inside of them is found. */
async function textOf(db: Db): Promise<string> {
  const collections = await db.listCollections({}, { nameOnly: true }).toArray();
  const lists = await Promise.all(
    collections.map(({ name }) => db.collection(name).find({}, { promoteBuffers: true }).toArray()),
  );
  return JSON.stringify(lists, (_key, value: unknown) =>
    isBufferJson(value) ? Buffer.from(value.data).toString('latin1') : value,
  );
}

function isBufferJson(value: unknown): value is { readonly data: readonly number[] } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer';
}
