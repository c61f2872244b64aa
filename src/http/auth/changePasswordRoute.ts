import type { FastifyInstance } from 'fastify';
import { homeContextOf } from '../../administration/context.js';
import { changePassword } from '../../administration/userPassword.js';
import { LetheError } from '../../lib/errors.js';
import { changePasswordBody, parseBody } from './authBodies.js';
import { BODY_LIMIT_BYTES, type AuthRouteDeps } from './authRoute.js';
import { assertNotForged } from './sameOrigin.js';
import { sendSignedIn } from './signedIn.js';

/**
 * For who is signed in by a session: the answer's cookie is the only session that they have afterwards. Tokens are for
 * programs, which have no password to change.
 */
export function registerChangePassword(app: FastifyInstance, deps: AuthRouteDeps): void {
  const { core, auth, publicUrl } = deps;
  app.post('/auth/change-password', { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
    assertNotForged(request, publicUrl);
    const { code, ...passwords } = parseBody(changePasswordBody, request.body);
    const principal = await auth.authenticate({ cookie: request.headers.cookie });
    if (principal?.kind !== 'USER') throw new LetheError('UNAUTHENTICATED', 'Sign in first.');
    const { userId, homeAccount: account } = principal;
    const entered = { ...passwords, ...(code !== null && { code }) };
    await changePassword(core, auth.prove, homeContextOf(principal), userId, entered);
    const signedIn = await auth.startSession({ _id: userId, account });
    return sendSignedIn(reply, auth, signedIn, { status: 200 });
  });
}
