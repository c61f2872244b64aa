import type { FastifyInstance } from 'fastify';
import { requestPasswordReset } from '../../administration/passwordReset.js';
import { addressIndex, emailIndex } from '../../auth/emails.js';
import { createThrottle } from '../../auth/throttle.js';
import { forgotBody, parseBody, signInBody } from './authBodies.js';
import { toErrorAnswer } from './authErrors.js';
import { BODY_LIMIT_BYTES, type AuthRouteDeps } from './authRoute.js';
import { registerChangePassword } from './changePasswordRoute.js';
import { registerLinkRoutes } from './linkRoutes.js';
import { assertNotForeign, assertNotForged } from './sameOrigin.js';
import { sendSignedIn } from './signedIn.js';

const FORM = 'application/x-www-form-urlencoded';

/**
 * Signing in and out, the first administrator's setup, invitations and passwords. Errors are `{ error, code }` as JSON;
 * a form gets a page.
 */
export function registerAuthRoutes(app: FastifyInstance, deps: AuthRouteDeps): void {
  void app.register((scope, _options, done) => {
    if (!scope.hasContentTypeParser(FORM)) {
      const options = { parseAs: 'string', bodyLimit: BODY_LIMIT_BYTES } as const;
      scope.addContentTypeParser<string>(FORM, options, (_request, body, parsed) => {
        parsed(null, Object.fromEntries(new URLSearchParams(body)));
      });
    }
    scope.setErrorHandler((error, _request, reply) => {
      const { status, headers, body } = toErrorAnswer(error, deps.core.log);
      return reply.code(status).headers(headers).send(body);
    });
    registerSession(scope, deps);
    registerForgotPassword(scope, deps);
    registerChangePassword(scope, deps);
    registerLinkRoutes(scope, deps);
    done();
  });
}

function registerSession(app: FastifyInstance, deps: AuthRouteDeps): void {
  const { auth, publicUrl } = deps;
  app.post('/auth/sign-in', { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
    assertNotForged(request, publicUrl);
    const body = parseBody(signInBody, request.body);
    const signedIn = await auth.signIn({ ...body, address: request.ip });
    return sendSignedIn(reply, auth, signedIn, { status: 200 });
  });

  app.post('/auth/sign-out', { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
    assertNotForeign(request, publicUrl);
    await auth.signOut(request.headers.cookie);
    return reply.code(204).header('set-cookie', auth.cookieOf(null)).send();
  });
}

/** Links mailed within a quarter of an hour: to one e-mail address, and asked for from one network address. */
const LINKS_AN_EMAIL = 3;
const LINKS_AN_ADDRESS = 30;

/** Always 202, at once: the answer tells nobody who has an account here. */
function registerForgotPassword(app: FastifyInstance, deps: AuthRouteDeps): void {
  const { core, mailer, publicUrl, counts = null } = deps;
  const { clock } = core;
  const byEmail = createThrottle({ clock, counts, name: 'link-email', limit: LINKS_AN_EMAIL });
  const byAddress = createThrottle({ clock, counts, name: 'link-address', limit: LINKS_AN_ADDRESS });
  app.post('/auth/forgot-password', { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
    assertNotForged(request, publicUrl);
    const { email } = parseBody(forgotBody, request.body);
    await byAddress.take(await addressIndex(core, request.ip));
    await byEmail.take(await emailIndex(core, email));
    void requestPasswordReset(core, mailer, email, (secret) => `${publicUrl}/reset-password?token=${secret}`);
    return reply.code(202).send({});
  });
}
