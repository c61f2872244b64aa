import { createHmac, randomBytes } from 'node:crypto';
import type { LoadRequest } from './load.js';

export const APP_SECRET = 'bench-app-secret';
export const VERIFY_TOKEN = 'bench-verify-token';
export const PHONE_NUMBER_ID = '100000000000001';

const SENDERS = 200;

/** A signed webhook with one text message, as the provider sends it, every one of another id. */
export function signedMessage(
  path: string,
  index: number,
  text = 'Good morning, is my order on its way?',
): LoadRequest {
  const from = `4915100000${String(index % SENDERS).padStart(3, '0')}`;
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '200000000000001',
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '4930123456', phone_number_id: PHONE_NUMBER_ID },
              contacts: [{ profile: { name: `Customer ${String(index % SENDERS)}` }, wa_id: from }],
              messages: [
                {
                  from,
                  id: `wamid.${randomBytes(24).toString('base64url')}`,
                  timestamp: String(Math.floor(Date.now() / 1_000)),
                  type: 'text',
                  text: { body: text },
                },
              ],
            },
          },
        ],
      },
    ],
  });
  const signature = `sha256=${createHmac('sha256', APP_SECRET).update(body).digest('hex')}`;
  return {
    path,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature },
    body,
  };
}
