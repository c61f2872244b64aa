import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { COLLECTIONS } from '../../../src/events/collections.js';
import {
  createProviderDouble,
  type ProviderDouble,
} from '../../../src/providerDouble/createProviderDouble.js';
import {
  CreateApiKeyDocument,
  CreateNumberDocument,
  CreateWebhookDocument,
} from '../../e2e/generated/operations.js';
import { APP_SECRET, eventually, startTestApp, type TestApp } from '../app.js';
import { ACCOUNT_SID, AUTH_TOKEN, signCallback } from '../callStage.js';
import type { TestDatabase } from '../database.js';
import { startReceiver } from '../receiver.js';
import { envelope, imageMessage, textMessage } from '../whatsapp.js';

/** A database with records of every class that sweeps forget, told through the front door at different times. */
export interface SweepStage {
  readonly database: TestDatabase;
  readonly double: ProviderDouble;
  readonly numbers: readonly StageNumber[];
  /** Where files and copies of recordings are. */
  readonly objectsFolder: string;
  /** Settings of gateways on it; none runs. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Recordings of the first are copied into our store; of the second they stay where they are. */
const NUMBERS = [
  { phoneNumberId: '1060', phoneNumber: '+4930123456', recordings: 'COPY' },
  { phoneNumberId: '1061', phoneNumber: '+4930123457', recordings: 'LEAVE' },
] as const;
export type StageNumber = (typeof NUMBERS)[number] & { readonly id: string; readonly apiKey: string };
/** Of each class, of each number and time. Of one alone nothing is under way side by side. */
const EACH = process.env['LETHE_TEST_LONG'] === '1' ? 3 : 1;

/**
 * @param ages how old records are, in milliseconds, the oldest first
 * @param keyDays how long the API key that sends are made with keeps their PII, in days
 */
export async function startSweepStage(ages: readonly number[], keyDays: number): Promise<SweepStage> {
  const double = createProviderDouble({ statuses: [] });
  await double.start();
  const receiver = await startReceiver();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'lethe-sweep-'));
  const now = Date.now();
  const timeOf = (age: number): Date => new Date(now - age);
  const app = await startTestApp({
    now: timeOf(ages[0] ?? 0),
    dataDir,
    settings: {
      WHATSAPP_API_URL: double.url,
      TWILIO_API_URL: double.origin,
      ALLOW_PRIVATE_WEBHOOKS: '127.0.0.0/8',
    },
  });
  const numbers = await createNumbers(app, receiver.origin, keyDays);
  for (const [time, age] of ages.entries()) {
    app.now = timeOf(age);
    for (const number of numbers) await tellOf(app, double, number, time);
    await settled(app);
  }
  await app.app.stop();
  return {
    database: app.database,
    ...{ double, numbers },
    objectsFolder: path.join(dataDir, 'objects'),
    environment: app.environment,
    stop: async () => {
      await app.stop();
      await receiver.stop();
      await double.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function createNumbers(app: TestApp, receiver: string, retentionDays: number): Promise<StageNumber[]> {
  const admin = await app.signIn();
  const made: StageNumber[] = [];
  for (const number of NUMBERS) {
    const { phoneNumber, phoneNumberId, recordings } = number;
    const whatsapp = { phoneNumberId, businessAccountId: '1', accessToken: 'access', verifyToken: 'verify' };
    const input = {
      ...{ name: phoneNumberId, phoneNumber, whatsapp: { ...whatsapp, appSecret: APP_SECRET } },
      telephony: { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, recordings },
    };
    const numberId = (await admin.run(CreateNumberDocument, { input })).createNumber.number?.id ?? '';
    const endpoint = { numberId, name: 'all', url: `${receiver}/all`, events: ['*'], ordered: false };
    await admin.run(CreateWebhookDocument, { input: endpoint });
    const key = { name: 'client', numberId, retentionDays };
    const { createApiKey } = await admin.run(CreateApiKeyDocument, { input: key });
    made.push({ ...number, id: numberId, apiKey: createApiKey.secret ?? '' });
  }
  return made;
}

/** Who writes and calls at one of the times: begins all of their phone numbers. */
export function phonesOf({ phoneNumberId }: Pick<StageNumber, 'phoneNumberId'>, time: number): string {
  return `4915155${phoneNumberId}${String(time)}`;
}

async function tellOf(
  app: TestApp,
  double: ProviderDouble,
  number: StageNumber,
  time: number,
): Promise<void> {
  for (let count = 0; count < EACH; count += 1) {
    const phone = `${phonesOf(number, time)}${String(count)}`;
    const { id, sha256 } = double.media.add({ bytes: randomBytes(2_000), mimeType: 'image/jpeg' });
    const of = { from: { phone, name: 'Somebody' }, at: app.now };
    const messages = [textMessage(of), imageMessage({ ...of, mediaId: id, sha256 })];
    const { phoneNumberId } = number;
    const told = await app.postWebhook(number.id, envelope({ phoneNumberId, contacts: [of.from], messages }));
    if (told.status !== 200) throw new Error(`A message was answered with ${String(told.status)}.`);
    const send = { destinationNumber: `+${phone}`, text: 'hello' };
    const init = { method: 'POST', body: JSON.stringify(send) };
    const sent = await app.rest('/v1/messages/send', number.apiKey, init);
    if (sent.status !== 202) throw new Error(`A send was answered with ${String(sent.status)}.`);
    await callAndRecord(app, double, number, `+${phone}`);
  }
}

async function callAndRecord(
  app: TestApp,
  double: ProviderDouble,
  { id, phoneNumber }: StageNumber,
  caller: string,
): Promise<void> {
  const post = async (kind: string, fields: Readonly<Record<string, string>>): Promise<void> => {
    const url = `${app.url}/hooks/twilio/${id}/${kind}`;
    const headers = { 'x-twilio-signature': signCallback(url, fields) };
    const { status } = await fetch(url, { method: 'POST', body: new URLSearchParams(fields), headers });
    if (status !== 200) throw new Error(`A callback was answered with ${String(status)}.`);
  };
  const CallSid = double.telephony.addCall();
  const RecordingSid = double.telephony.addRecording({ callSid: CallSid });
  const call = { CallSid, AccountSid: ACCOUNT_SID };
  await post('calls', {
    ...{ ...call, CallStatus: 'completed', Direction: 'inbound' },
    ...{ From: caller, To: phoneNumber },
  });
  await post('recordings', { ...call, RecordingSid, RecordingStatus: 'completed' });
}

/** All that was told is fetched, sent and delivered. */
async function settled({ database: { db } }: TestApp): Promise<void> {
  await eventually(async () => {
    const open = await Promise.all([
      db.collection(COLLECTIONS.media).countDocuments({ state: { $ne: 'STORED' } }),
      db.collection(COLLECTIONS.outbox).countDocuments(),
      // A delivery that is tried for the first time has no row yet.
      db.collection(COLLECTIONS.relays).countDocuments(),
      db.collection(COLLECTIONS.deliveries).countDocuments({ state: { $ne: 'SUCCEEDED' } }),
    ]);
    return open.every((count) => count === 0) ? true : null;
  });
}
