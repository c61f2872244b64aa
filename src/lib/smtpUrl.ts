/** Where a mail server is, and how it is spoken to; see {@link parseSmtpUrl}. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (`smtps:`), instead of STARTTLS. */
  readonly secure: boolean;
  readonly auth: { readonly user: string; readonly pass: string } | null;
}

const SMTP_PORT = 587;
const SMTPS_PORT = 465;

/**
 * Reads `smtp://user:password@host:port` (STARTTLS, port 587) or `smtps://…` (TLS from the start, port 465); the
 * user's name and password are percent-encoded. Null for anything else.
 */
export function parseSmtpUrl(text: string): SmtpServer | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (!['smtp:', 'smtps:'].includes(url.protocol) || host === '') return null;
  const secure = url.protocol === 'smtps:';
  try {
    const [user, pass] = [url.username, url.password].map(decodeURIComponent);
    return {
      host,
      port: url.port === '' ? (secure ? SMTPS_PORT : SMTP_PORT) : Number(url.port),
      secure,
      auth: user && pass ? { user, pass } : null,
    };
  } catch {
    return null;
  }
}
