import { LRUCache } from 'lru-cache';
import { Webhook } from 'standardwebhooks';

export interface WebhookHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

const CACHED_SIGNERS = 2_000;
/** Making one decodes its secret: an endpoint's is made once. */
const signers = new LRUCache<string, Webhook>({ max: CACHED_SIGNERS });

/**
 * The headers of Standard Webhooks (contracts/webhooks.md): one signature a secret, separated by spaces.
 * @param secrets `whsec_…`; during a rotation the new one and the old one
 * @param at the instant of this try, told in whole seconds
 */
export function signWebhook(secrets: readonly string[], id: string, at: Date, body: string): WebhookHeaders {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => signerOf(secret).sign(id, at, body)).join(' '),
  };
}

function signerOf(secret: string): Webhook {
  const known = signers.get(secret);
  if (known) return known;
  const made = new Webhook(secret);
  signers.set(secret, made);
  return made;
}
