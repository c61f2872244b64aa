import { randomBytes } from 'node:crypto';
import { DAY_MS } from '../lib/clock.js';

import type { Core } from '../events/core.js';
import { PERMANENT } from '../events/keyRing.js';
import type { Payload } from '../events/vault.js';
import type { WebhookSecrets } from '../projections/webhookRows.js';

/** Standard Webhooks: 24 to 64 bytes behind `whsec_`. */
const SECRET_BYTES = 32;
/** How long the old secret signs beside the new one (issue: "both valid for a day"). */
const ROTATION_MS = DAY_MS;

export function newWebhookSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

/** Seals an endpoint's secrets under the account's permanent key, as a number's are. */
export function sealWebhookSecrets(
  { vault }: Core,
  account: string,
  secrets: WebhookSecrets,
): Promise<Payload> {
  return vault.seal({ account, scope: 'account', day: PERMANENT, subject: null, content: secrets });
}

/** The secrets after a rotation at `now`: a second one within the day ends the first one's predecessor. */
export function rotatedSecrets(old: WebhookSecrets | null, secret: string, now: Date): WebhookSecrets {
  const until = new Date(now.getTime() + ROTATION_MS).toISOString();
  return { current: secret, previous: old && { secret: old.current, until } };
}
