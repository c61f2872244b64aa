const NAME = 'lethe_session';
/** Browsers forget it then; the server decides by itself, and earlier. */
const MAX_AGE_SECONDS = 30 * 24 * 60 * 60;

/** How sessions' cookies are named and set; by where browsers reach the gateway. */
export interface SessionCookies {
  /** The session's secret from a raw Cookie header (RFC 6265 §4.2.1), as HTTP and graphql-ws both have it; null: none. */
  read(header: string | undefined): string | null;
  /** The Set-Cookie header. @param secret null: the cookie is taken away */
  readonly set: (secret: string | null) => string;
}

/**
 * HttpOnly: no script reads it; SameSite=Lax: other sites cannot post with it. By https also Secure and `__Host-`: a
 * page of a neighbouring subdomain, or one by http, can plant no cookie of that name, and so no session of its own
 * (RFC 6265bis §4.1.3.2). No other name is read then.
 * @param publicUrl the address that browsers use
 */
export function createSessionCookies(publicUrl: string): SessionCookies {
  const isSecure = new URL(publicUrl).protocol === 'https:';
  const name = isSecure ? `__Host-${NAME}` : NAME;
  return {
    read: (header) => {
      for (const pair of header?.split(';') ?? []) {
        const equals = pair.indexOf('=');
        if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim() || null;
      }
      return null;
    },
    set: (secret) =>
      [
        `${name}=${secret ?? ''}`,
        'Path=/',
        'HttpOnly',
        'SameSite=Lax',
        `Max-Age=${String(secret === null ? 0 : MAX_AGE_SECONDS)}`,
        ...(isSecure ? ['Secure'] : []),
      ].join('; '),
  };
}
