import { createProviderDouble, type ProviderDouble } from '../../src/providerDouble/createProviderDouble.js';
import { CreateApiKeyDocument, CreateNumberDocument } from '../e2e/generated/operations.js';
import { APP_SECRET, startTestApp, type Session, type TestApp } from './app.js';

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
  /** Asks for everything that is due, and waits for what the provider tells of it. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSendingStage(
  settings: Readonly<Record<string, string>> = {},
): Promise<SendingStage> {
  const double = createProviderDouble({
    statuses: [
      { status: 'sent', afterMs: 5 },
      { status: 'delivered', afterMs: 10 },
    ],
  });
  await double.start();
  const gateway = await startTestApp({ settings: { WHATSAPP_API_URL: double.url, ...settings } });
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
