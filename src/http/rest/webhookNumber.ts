import type { Call, RestServices } from './endpoint.js';
import { HttpError, numberNotFound } from '../httpError.js';
import { getWebhook, type WebhookView } from '../../administration/webhooks.js';
import { LetheError } from '../../lib/errors.js';

type Asking = Pick<Call<unknown, unknown>, 'principal' | 'headers' | 'services' | 'params'>;

/** The number that the key or the header names; null: an account key that names none. */
export function namedNumber({ principal, headers }: Pick<Asking, 'principal' | 'headers'>): string | null {
  if (principal.number !== null) return principal.number;
  const { 'x-whatsapp-number-id': header } = headers;
  return typeof header === 'string' && header.trim() !== '' ? header.trim() : null;
}

/**
 * The number of a new webhook: of the key, the header or the body, which must not disagree.
 * @throws HttpError NUMBER_REQUIRED, NUMBER_MISMATCH, NUMBER_NOT_FOUND
 */
export async function numberOf(asking: Asking, inBody: string | undefined): Promise<string> {
  const named = namedNumber(asking);
  if (named === null && inBody === undefined)
    throw new HttpError('NUMBER_REQUIRED', 'Name the number by whatsappNumberId or x-whatsapp-number-id.');
  assertSame(named, inBody);
  const number = named ?? inBody ?? '';
  if (!(await asking.services.directory.number(asking.principal.account, number))) throw numberNotFound();
  return number;
}

/** @throws HttpError NUMBER_MISMATCH */
export function assertSame(number: string | null, inBody: string | undefined): void {
  if (number !== null && inBody !== undefined && number !== inBody)
    throw new HttpError(
      'NUMBER_MISMATCH',
      'whatsappNumberId is not the number of the key, header or webhook.',
    );
}

/** The webhook in the address, if it lies within the key's scope. @throws HttpError WEBHOOK_NOT_FOUND */
export async function webhookOf(asking: Asking): Promise<WebhookView> {
  const number = namedNumber(asking);
  const view = await find(asking.services, asking.principal.account, asking.params.id ?? '');
  if (!view || (number !== null && view.number !== number))
    throw new HttpError('WEBHOOK_NOT_FOUND', 'No such webhook, or it is not yours to see.');
  return view;
}

async function find({ core }: RestServices, account: string, id: string): Promise<WebhookView | null> {
  try {
    return await getWebhook(core, account, id);
  } catch (error) {
    if (error instanceof LetheError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}
