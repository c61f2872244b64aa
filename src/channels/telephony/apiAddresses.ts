import type { TelephonyResource } from './client.js';

/** What the provider calls its things. Whatever else comes must not become a path of the provider's. */
const SID = /^[A-Za-z0-9][A-Za-z0-9_:.-]{0,127}$/;
const VERSION = '2010-04-01';

export function isSid(value: string): boolean {
  return SID.test(value);
}

/** Where things are; null for what has no id that could be in an address. */
export interface ApiAddresses {
  readonly origin: string;
  of(kind: 'Calls' | 'Recordings' | 'Transcriptions', resource: TelephonyResource): string | null;
}

/**
 * @param apiUrl the provider's address; its version is put behind it unless the path names one, or is TeXML's, which has
 *   none: `https://api.twilio.com`, `https://<space>.signalwire.com/api/laml`, `https://api.telnyx.com/v2/texml`
 */
export function createApiAddresses(apiUrl: string): ApiAddresses {
  const { href, origin, pathname } = new URL(apiUrl);
  const bare = href.replace(/\/+$/, '');
  const isVersioned = pathname.includes(VERSION) || /\/texml\/*$/.test(pathname);
  const base = isVersioned ? bare : `${bare}/${VERSION}`;
  return {
    origin,
    of: (kind, { accountSid, sid }) =>
      isSid(accountSid) && isSid(sid)
        ? `${base}/Accounts/${encodeURIComponent(accountSid)}/${kind}/${encodeURIComponent(sid)}`
        : null,
  };
}
