import type { FastifyReply } from 'fastify';
import type { Auth, SignedIn } from '../../auth/auth.js';

/** Answers with the session's cookie, and who it is for. */
export function sendSignedIn(
  reply: FastifyReply,
  { cookieOf }: Pick<Auth, 'cookieOf'>,
  { principal, secret }: SignedIn,
  how: { readonly status: number } | { readonly redirect: string },
): FastifyReply {
  reply.headers({ 'set-cookie': cookieOf(secret), 'cache-control': 'no-store' });
  // 303: the browser gets the next page, and a reload does not post again.
  if ('redirect' in how) return reply.redirect(how.redirect, 303);
  const { userId: id, account, role } = principal;
  return reply.code(how.status).send({ viewer: { id, account, role } });
}
