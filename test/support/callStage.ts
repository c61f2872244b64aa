import { createHmac } from 'node:crypto';
import { createNumber } from '../../src/administration/numbers.js';
import { setNumberPiiMode } from '../../src/administration/numberPolicy.js';
import { systemContext, type Context } from '../../src/administration/context.js';
import { createWebhook } from '../../src/administration/webhooks.js';
import type { PiiMode } from '../../src/domain/policies.js';
import { COLLECTIONS } from '../../src/events/collections.js';
import { registerTelephonyHooks } from '../../src/http/hooks/registerTelephonyHooks.js';
import { registerRecordings } from '../../src/http/media/registerRecordings.js';
import { createHttpServer } from '../../src/http/server.js';
import { silentLog } from '../../src/lib/log.js';
import { createProviderDouble, type ProviderDouble } from '../../src/providerDouble/createProviderDouble.js';
import type { CallRow, RecordingRow } from '../../src/projections/callRows.js';
import type { NumberRow } from '../../src/projections/rows.js';
import { createMemoryObjectStore } from '../../src/storage/memoryObjectStore.js';
import type { ObjectStore } from '../../src/storage/objectStore.js';
import { createTestGateway, type TestGateway } from './gateway.js';
import { startReceiver, type WebhookReceiver } from './receiver.js';

export const ACCOUNT_SID = 'AC00000000000000000000000000000001';
export const AUTH_TOKEN = 'auth-token-of-the-tests';
export const CALLER = '+447700900321';
const PUBLIC_URL = 'https://lethe.example.org';

/** What a provider of Twilio's shape signs with. @see contracts/telephony.md */
export function signCallback(
  url: string,
  fields: Readonly<Record<string, string>>,
  token = AUTH_TOKEN,
): string {
  const text = Object.keys(fields)
    .sort()
    .map((name) => name + (fields[name] ?? ''))
    .join('');
  return createHmac('sha1', token)
    .update(url + text)
    .digest('base64');
}

/** A gateway in memory with a number that calls reach, hooks and links over real HTTP, and the double behind it. */
export interface CallStage {
  readonly gateway: TestGateway;
  readonly context: Context;
  readonly number: NumberRow;
  readonly double: ProviderDouble;
  readonly objects: ObjectStore;
  readonly receiver: WebhookReceiver;
  /** Where the gateway listens. */
  readonly origin: string;
  /** Posts a signed callback. */
  post(kind: 'calls' | 'recordings', fields: Readonly<Record<string, string>>): Promise<Response>;
  /** Tells a status of a call. */
  call(status: string, more?: Readonly<Record<string, string>>): Promise<Response>;
  /** Tells that a recording of the double's is there. */
  recorded(recordingSid: string, more?: Readonly<Record<string, string>>): Promise<Response>;
  addEndpoint(): Promise<void>;
  calls(): Promise<CallRow[]>;
  recordings(): Promise<RecordingRow[]>;
  setMode(mode: PiiMode, days?: number): Promise<void>;
  /** Follows a link, wherever its host is said to be. */
  follow(link: string | null, headers?: Record<string, string>): Promise<Response>;
  stop(): Promise<void>;
}

export async function startCallStage(recordings: 'COPY' | 'LEAVE' = 'LEAVE'): Promise<CallStage> {
  const double = createProviderDouble();
  await double.start();
  double.telephony.authToken = AUTH_TOKEN;
  const receiver = await startReceiver();
  const objects = createMemoryObjectStore();
  const gateway = await createTestGateway({ now: new Date(), twilioApiUrl: double.origin, objects });
  const { core, services, account } = gateway;
  const context = systemContext(account);
  const telephony = { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, recordings };
  const number = await createNumber(core, context, { name: 'calls', phoneNumber: '+4930654321', telephony });
  const app = createHttpServer({ log: silentLog });
  registerTelephonyHooks(app, services, PUBLIC_URL);
  registerRecordings(app, services);
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });

  const post: CallStage['post'] = (kind, fields) => {
    const path = `/hooks/twilio/${number._id}/${kind}`;
    return fetch(origin + path, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { 'x-twilio-signature': signCallback(PUBLIC_URL + path, fields) },
    });
  };
  const find = <T extends CallRow | RecordingRow>(collection: string): Promise<T[]> =>
    core.documents.find<T>(collection, { account });
  return {
    ...{ gateway, context, number, double, objects, receiver, origin, post },
    call: (status, more = {}) =>
      post('calls', {
        ...{ CallSid: 'CA1', AccountSid: ACCOUNT_SID, From: CALLER, To: number.phoneNumber },
        ...{ CallStatus: status, Direction: 'inbound', ...more },
      }),
    recorded: (RecordingSid, more = {}) =>
      post('recordings', {
        ...{ RecordingSid, CallSid: 'CA1', AccountSid: ACCOUNT_SID, RecordingStatus: 'completed' },
        ...{ RecordingDuration: '7', RecordingChannels: '1', ...more },
      }),
    addEndpoint: async () => {
      const url = `${receiver.origin}/hook`;
      await createWebhook(services, context, {
        ...{ numberId: number._id, name: 'calls', url, events: ['*'], ordered: false },
      });
    },
    calls: () => find<CallRow>(COLLECTIONS.calls),
    recordings: () => find<RecordingRow>(COLLECTIONS.recordings),
    setMode: async (mode, days) => {
      const more = days === undefined ? {} : { piiRetentionDays: days };
      await setNumberPiiMode(core, context, { numberId: number._id, mode, ...more });
    },
    follow: (link, headers = {}) => fetch(origin + (link ?? '').replace(PUBLIC_URL, ''), { headers }),
    stop: async () => {
      await app.close();
      await services.deliveries.stop();
      await receiver.stop();
      await double.stop();
    },
  };
}
