import type { FastifyReply } from 'fastify';
import type { SignedIn } from '../../auth/auth.js';
import { sessionCookie } from '../../auth/sessionCookie.js';

/** Answers with the session's cookie, and who it is for. */
export function sendSignedIn(
  reply: FastifyReply,
  { publicUrl }: { readonly publicUrl: string },
  { principal, secret }: SignedIn,
  how: { readonly status: number } | { readonly redirect: string },
): FastifyReply {
  reply.headers({ 'set-cookie': sessionCookie(secret, publicUrl), 'cache-control': 'no-store' });
  // 303: the browser gets the next page, and a reload does not post again.
  if ('redirect' in how) return reply.redirect(how.redirect, 303);
  const { userId: id, account, role } = principal;
  return reply.code(how.status).send({ viewer: { id, account, role } });
}
