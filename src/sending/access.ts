import type { Answer, WhatsappAccess } from '../channels/whatsapp/client.js';
import { SECOND_MS } from '../lib/clock.js';
import type { Directory } from '../projections/directory.js';
import type { NumberRow } from '../projections/rows.js';
import { SendRefused } from './sendRefused.js';

/** With what the number's provider is asked; null: it has no WhatsApp channel. */
export async function findAccess(directory: Directory, number: NumberRow): Promise<WhatsappAccess | null> {
  const { phoneNumberId, businessAccountId } = number;
  if (phoneNumberId === undefined) return null;
  const secrets = await directory.secrets(number);
  if (!secrets?.whatsapp) return null;
  const { accessToken } = secrets.whatsapp;
  return { phoneNumberId, businessAccountId: businessAccountId ?? null, accessToken };
}

/** @throws SendRefused PROVIDER_NOT_CONFIGURED */
export async function getAccess(directory: Directory, number: NumberRow): Promise<WhatsappAccess> {
  const access = await findAccess(directory, number);
  if (access) return access;
  throw new SendRefused(
    'PROVIDER_NOT_CONFIGURED',
    'The number has no WhatsApp channel: an administrator must enter its provider ids and access token.',
  );
}

type Refused = Exclude<Answer<unknown>, { readonly kind: 'OK' }>;

const RETRY_AFTER_SECONDS = 5;

/** What the provider answered, as a refusal to whoever waits for it. */
export function refusalOf(answer: Refused): SendRefused {
  switch (answer.kind) {
    case 'UNREACHABLE':
      return new SendRefused('UPSTREAM_ERROR', 'The provider could not be reached: nothing was sent.', {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    case 'UNKNOWN':
      return new SendRefused(
        'UPSTREAM_TIMEOUT',
        'The provider was asked and gave no answer: it may have taken the request all the same.',
      );
    case 'REFUSED': {
      const { code, message, retryAfterMs } = answer;
      const details = code === null ? {} : { providerCode: code };
      switch (answer.class) {
        case 'RETRY':
          return new SendRefused('UPSTREAM_ERROR', message, {
            ...details,
            retryAfterSeconds:
              retryAfterMs === null ? RETRY_AFTER_SECONDS : Math.ceil(retryAfterMs / SECOND_MS),
          });
        case 'TOKEN':
          return new SendRefused('PROVIDER_NOT_CONFIGURED', message, details);
        case 'NEVER':
          return new SendRefused('PROVIDER_REFUSED', message, details);
      }
    }
  }
}
