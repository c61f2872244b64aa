import { CreateApiKeyDocument, CreateNumberDocument } from '../e2e/generated/operations.js';
import { APP_SECRET, type Session } from './session.js';
import { DEFAULT_PHONE_NUMBER_ID } from './whatsapp.js';

/** Creates a WhatsApp number whose webhooks {@link postWebhook} signs, and a key to it. */
export async function createTestNumber(admin: Session): Promise<{ numberId: string; apiKey: string }> {
  const whatsapp = {
    phoneNumberId: DEFAULT_PHONE_NUMBER_ID,
    businessAccountId: '1',
    accessToken: 'access',
    appSecret: APP_SECRET,
    verifyToken: 'verify-me',
  };
  const { createNumber } = await admin.run(CreateNumberDocument, {
    input: { name: 'support', phoneNumber: '+4930123456', whatsapp },
  });
  const numberId = createNumber.number?.id ?? '';
  const { createApiKey } = await admin.run(CreateApiKeyDocument, {
    input: { name: 'reader', numberId, retentionDays: 30 },
  });
  return { numberId, apiKey: createApiKey.secret ?? '' };
}
