import type { JsonValue } from '../channels/json.js';
import { randomFromPool } from '../lib/random.js';

/** An error as the provider answers it. */
export interface Refusal {
  readonly code: number;
  readonly status?: number;
  readonly isTransient?: boolean;
  readonly retryAfterSeconds?: number;
  readonly details?: string;
}

const KNOWN: ReadonlyMap<number, readonly [status: number, title: string]> = new Map([
  [0, [401, 'AuthException']],
  [1, [500, 'An unknown error occurred']],
  [2, [503, 'Service temporarily unavailable']],
  [4, [429, 'Application request limit reached']],
  [10, [403, 'Application does not have permission for this action']],
  [33, [400, 'Unsupported request']],
  [100, [400, 'Invalid parameter']],
  [190, [401, 'Error validating access token: Session has expired']],
  [368, [403, 'Temporarily blocked for policies violations']],
  [80007, [429, 'Rate limit issues']],
  [130429, [429, 'Rate limit hit']],
  [130497, [403, 'Business account is restricted from messaging users in this country']],
  [131000, [500, 'Something went wrong']],
  [131008, [400, 'Required parameter is missing']],
  [131009, [400, 'Parameter value is not valid']],
  [131016, [500, 'Service unavailable']],
  [131026, [400, 'Message undeliverable']],
  [131031, [403, 'Business Account locked']],
  [131047, [400, 'Re-engagement message']],
  [131048, [429, 'Spam rate limit hit']],
  [131049, [400, 'This message was not delivered to maintain healthy ecosystem engagement']],
  [131050, [400, 'User has stopped receiving marketing messages']],
  [131056, [429, '(Business Account, Consumer Account) pair rate limit hit']],
  [132000, [400, 'Number of parameters does not match the expected number of params']],
  [132001, [404, 'Template name does not exist in the translation']],
  [132015, [400, 'Template is paused']],
  [133016, [400, 'Account register deregister rate limit exceeded']],
]);

/** The status and the body of a refusal. Like the provider's, its details quote what was sent. */
export function refusalAnswer({ code, status, isTransient, details }: Refusal): {
  readonly status: number;
  readonly body: JsonValue;
} {
  const [usualStatus, title] = KNOWN.get(code) ?? [400, 'Something that is documented nowhere'];
  const error = {
    message: `(#${code}) ${title}`,
    type: 'OAuthException',
    code,
    ...(details !== undefined && { error_data: { messaging_product: 'whatsapp', details } }),
    ...(isTransient !== undefined && { is_transient: isTransient }),
    fbtrace_id: `A${randomFromPool(16).toString('base64url')}`,
  };
  return { status: status ?? usualStatus, body: { error } };
}

/** One of a failed status's `errors[]`. */
export function statusError(code: number, recipient: string): JsonValue {
  const title = KNOWN.get(code)?.[1] ?? 'Something went wrong';
  return {
    code,
    title,
    message: title,
    error_data: { details: `The message to ${recipient} was not delivered.` },
    href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
  };
}
