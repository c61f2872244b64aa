import type { FastifyInstance } from 'fastify';
import { sessionCookie } from '../../auth/sessionCookie.js';
import { parseBody, signInBody } from './authBodies.js';
import { toErrorAnswer } from './authErrors.js';
import { BODY_LIMIT_BYTES, type AuthRouteDeps } from './authRoute.js';
import { registerLinkRoutes } from './linkRoutes.js';
import { assertNotForeign, assertNotForged } from './sameOrigin.js';
import { sendSignedIn } from './signedIn.js';

const FORM = 'application/x-www-form-urlencoded';

/**
 * Signing in and out, the first administrator's setup and invitations. Errors are `{ error, code }` as JSON;
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
    return sendSignedIn(reply, deps, signedIn, { status: 200 });
  });

  app.post('/auth/sign-out', { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
    assertNotForeign(request, publicUrl);
    await auth.signOut(request.headers.cookie);
    return reply.code(204).header('set-cookie', sessionCookie(null, publicUrl)).send();
  });
}
