export const SESSION_COOKIE = 'lethe_session';
/** Browsers forget it then; the server decides by itself, and earlier. */
const MAX_AGE_SECONDS = 30 * 24 * 60 * 60;

/** The session's secret from a raw Cookie header (RFC 6265 §4.2.1), as HTTP and graphql-ws both have it; null: none. */
export function readSessionCookie(header: string | undefined): string | null {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === SESSION_COOKIE)
      return pair.slice(equals + 1).trim() || null;
  }
  return null;
}

/**
 * The Set-Cookie header. HttpOnly: no script reads it; SameSite=Lax: other sites cannot post with it.
 * @param secret null: the cookie is taken away
 * @param publicUrl the address the browser uses; `https:` makes the cookie Secure
 */
export function sessionCookie(secret: string | null, publicUrl: string): string {
  const isSecure = new URL(publicUrl).protocol === 'https:';
  return [
    `${SESSION_COOKIE}=${secret ?? ''}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    `Max-Age=${String(secret === null ? 0 : MAX_AGE_SECONDS)}`,
    ...(isSecure ? ['Secure'] : []),
  ].join('; ');
}
