import type { FastifyRequest } from 'fastify';
import { LetheError } from '../../lib/errors.js';

/**
 * Refuses posts that another site makes a browser send. JSON cannot be sent across sites without a preflight,
 * which we answer to nobody; a form can, so the browser itself must say where it comes from (OWASP CSRF cheat
 * sheet, "Verifying Origin").
 * @throws FORBIDDEN
 */
export function assertNotForged(request: FastifyRequest, publicUrl: string): void {
  if (isJson(request)) return;
  if (!isSameOrigin(request, publicUrl)) throw forged();
}

/** For a post without a body: nothing to forge but the act itself, so only a browser's foreign word refuses it. */
export function assertNotForeign(request: FastifyRequest, publicUrl: string): void {
  if (request.headers.origin === undefined || isJson(request)) return;
  if (!isSameOrigin(request, publicUrl)) throw forged();
}

export function isJson({ headers }: FastifyRequest): boolean {
  return /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '');
}

function isSameOrigin({ headers }: FastifyRequest, publicUrl: string): boolean {
  if (headers['sec-fetch-site'] === 'same-origin') return true;
  const { origin } = headers;
  if (origin === undefined || !URL.canParse(origin)) return false;
  const asked = new URL(origin);
  // On a laptop people come by 127.0.0.1, localhost or a name: the host they asked is as good as PUBLIC_URL.
  return asked.origin === new URL(publicUrl).origin || asked.host === headers.host;
}

function forged(): LetheError {
  return new LetheError('FORBIDDEN', 'This form was not sent from a page of this server.');
}
