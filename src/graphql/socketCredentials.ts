import type { IncomingMessage } from 'node:http';
import type { Context } from 'graphql-ws';
import type { Extra } from 'graphql-ws/use/ws';
import type { Credentials } from '../auth/authenticate.js';

/**
 * The credentials of a socket: connection parameters first, else the cookie of the upgrade request. Browsers send
 * cookies with any page's WebSocket, so the cookie counts only for pages of our own (cross-site WebSocket
 * hijacking; OWASP WebSocket cheat sheet). Programs send no Origin.
 */
export function credentialsOf(
  { connectionParams, extra }: Context<Readonly<Record<string, unknown>> | undefined, Extra>,
  publicUrl: string,
): Credentials {
  const { headers } = extra.request;
  return {
    authorization: text(connectionParams?.['authorization'] ?? connectionParams?.['Authorization']),
    apiKey: text(connectionParams?.['apiKey']),
    accountId: text(connectionParams?.['accountId']),
    cookie: isOwnPage(headers, publicUrl) ? headers.cookie : undefined,
  };
}

function isOwnPage({ origin, host }: IncomingMessage['headers'], publicUrl: string): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const asked = new URL(origin);
  // On a laptop people come by 127.0.0.1, localhost or a name: the host they asked is as good as PUBLIC_URL.
  return asked.origin === new URL(publicUrl).origin || asked.host === host;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
