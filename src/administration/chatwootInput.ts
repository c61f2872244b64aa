import type { UserError } from '../lib/errors.js';
import type { AddressRules } from '../relay/webhooks/addresses.js';
import { endpointUrlErrors } from '../relay/webhooks/endpointUrl.js';
import type { ConnectChatwootInput } from './chatwoot.js';

const MAX_URL_LENGTH = 1_024;

/** What can be said of the input before Chatwoot is asked. */
export function chatwootInputErrors(rules: AddressRules, input: ConnectChatwootInput): readonly UserError[] {
  const { baseUrl, accountId, apiAccessToken, inboxId } = input;
  return [
    ...baseUrlErrors(rules, baseUrl),
    ...idErrors('accountId', accountId),
    ...(inboxId === null || inboxId === undefined ? [] : idErrors('inboxId', inboxId)),
    ...(/^[\x21-\x7e]{1,512}$/.test(apiAccessToken)
      ? []
      : [
          {
            field: 'apiAccessToken',
            code: 'SECRET_INVALID',
            message: 'An access token is visible ASCII without blanks, up to 512 characters.',
          },
        ]),
  ];
}

function baseUrlErrors(rules: AddressRules, baseUrl: string): readonly UserError[] {
  const url = baseUrl.length <= MAX_URL_LENGTH && URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  const isPlain =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === '';
  if (!isPlain) {
    const message = 'The address of Chatwoot starts with https:// and has no user, no query and no fragment.';
    return [{ field: 'baseUrl', code: 'URL_INVALID', message }];
  }
  return endpointUrlErrors(rules, baseUrl).map((error) => ({ ...error, field: 'baseUrl' }));
}

function idErrors(field: string, id: number): readonly UserError[] {
  if (Number.isSafeInteger(id) && id > 0) return [];
  return [
    { field, code: 'ID_INVALID', message: 'It is a whole number, as Chatwoot shows it in its addresses.' },
  ];
}
