import { isIP } from 'node:net';
import type { UserError } from '../../lib/errors.js';
import type { AddressRules } from './addresses.js';

/**
 * What can be said of an endpoint's address before anybody connects to it. Names are looked up, and their
 * addresses checked, at each connection.
 * @param url one that the domain's rules have let through (domain/webhook/webhookChecks.ts)
 */
export function endpointUrlErrors(rules: AddressRules, url: string): readonly UserError[] {
  const { protocol, hostname } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const isLiteral = isIP(host) !== 0;
  const refuse = (code: string, message: string): readonly UserError[] => [{ field: 'url', code, message }];
  if (protocol === 'http:' && (isLiteral ? !rules.isAllowed(host) : !rules.hasAllowed))
    return refuse('HTTPS_REQUIRED', 'Webhooks go to https addresses, unless the operator allows the range.');
  if (isLiteral && !rules.isReachable(host))
    return refuse(
      'ADDRESS_REFUSED',
      'Webhooks do not go to private addresses, unless the operator allows the range.',
    );
  return [];
}
