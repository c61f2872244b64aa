import { createHmac, randomBytes } from 'node:crypto';
import type { LoadRequest } from './load.js';

export const APP_SECRET = 'bench-app-secret';
export const VERIFY_TOKEN = 'bench-verify-token';
export const PHONE_NUMBER_ID = '100000000000001';

/** Customers who write, by turns. */
export const SENDERS = 100;

/** A signed webhook with one text message, as the provider sends it, every one of another id. */
export function signedMessage(path: string, index: number): LoadRequest {
  return signedMessages(path, index, 1);
}

/** A signed webhook with several messages, of one customer after another from `first` on. */
export function signedMessages(path: string, first: number, count: number): LoadRequest {
  const indexes = Array.from({ length: count }, (_, offset) => first + offset);
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '200000000000001', changes: indexes.map(change) }],
  });
  const signature = `sha256=${createHmac('sha256', APP_SECRET).update(body).digest('hex')}`;
  return {
    path,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature },
    body,
  };
}

function change(index: number): object {
  const customer = String(index % SENDERS).padStart(3, '0');
  const from = `4915100000${customer}`;
  return {
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '4930123456', phone_number_id: PHONE_NUMBER_ID },
      contacts: [{ profile: { name: `Customer ${customer}` }, wa_id: from }],
      messages: [
        {
          from,
          id: `wamid.${randomBytes(24).toString('base64url')}`,
          timestamp: String(Math.floor(Date.now() / 1_000)),
          type: 'text',
          text: { body: 'Good morning, is my order on its way?' },
        },
      ],
    },
  };
}
