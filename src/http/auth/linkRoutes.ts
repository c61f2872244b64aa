import type { FastifyInstance, FastifyRequest } from 'fastify';
import { acceptInvitation, isInvitationOpen } from '../../administration/invitations.js';
import { isResetOpen, resetPassword } from '../../administration/passwordReset.js';
import { completeSetup, isSetupOpen } from '../../administration/setup.js';
import type { UserView } from '../../administration/userPii.js';
import type { SignedIn } from '../../auth/auth.js';
import { invitationBody, linkQuery, parseBody, resetBody, setupBody } from './authBodies.js';
import { toErrorAnswer, type ErrorAnswer } from './authErrors.js';
import {
  invitationPage,
  messagePage,
  PAGE_HEADERS,
  resetPage,
  setupPage,
  type FormPage,
} from './authPages.js';
import { BODY_LIMIT_BYTES, type AuthRouteDeps } from './authRoute.js';
import { PAGE_CSS } from './authStyle.js';
import { authWordsOf, type AuthWords } from './authWords.js';
import { assertNotForged, isJson } from './sameOrigin.js';
import { sendSignedIn } from './signedIn.js';

/** A page reached by a one-time link, and the form on it. */
interface LinkFlow {
  readonly pagePath: string;
  readonly postPath: string;
  readonly isOpen: (token: string) => Promise<boolean>;
  readonly page: FormPage;
  readonly accept: (body: unknown) => Promise<UserView>;
}

/** `/setup`, `/invitation` and `/reset-password`: opening a link does not use it up, so a mail scanner's visit does no harm. */
export function registerLinkRoutes(app: FastifyInstance, deps: AuthRouteDeps): void {
  const { core } = deps;
  app.get('/auth/pages.css', (_request, reply) =>
    reply
      .headers({ 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=3600' })
      .send(PAGE_CSS),
  );
  registerFlow(app, deps, {
    pagePath: '/setup',
    postPath: '/auth/setup',
    isOpen: (token) => isSetupOpen(core, token),
    page: setupPage,
    accept: (body) => completeSetup(core, parseBody(setupBody, body)),
  });
  registerFlow(app, deps, {
    pagePath: '/invitation',
    postPath: '/auth/accept-invitation',
    isOpen: (token) => isInvitationOpen(core, token),
    page: invitationPage,
    accept: (body) => acceptInvitation(core, parseBody(invitationBody, body)),
  });
  registerFlow(app, deps, {
    pagePath: '/reset-password',
    postPath: '/auth/reset-password',
    isOpen: (token) => isResetOpen(core, token),
    page: resetPage,
    accept: (body) => resetPassword(core, parseBody(resetBody, body)),
  });
}

function registerFlow(app: FastifyInstance, deps: AuthRouteDeps, flow: LinkFlow): void {
  // Silent: the framework would log the address, and with it the link's secret.
  app.get(flow.pagePath, { logLevel: 'silent' }, async (request, reply) => {
    const { status, html } = await linkPage(request, deps, flow);
    return reply.code(status).headers(PAGE_HEADERS).send(html);
  });

  app.post(flow.postPath, { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
    let signedIn: SignedIn | null;
    try {
      assertNotForged(request, deps.publicUrl);
      const user = await flow.accept(request.body);
      // A link that was mailed is one factor, as the password is: the other one is asked for at the sign-in.
      signedIn = user.hasSecondFactor === true ? null : await deps.auth.startSession(user);
    } catch (error) {
      if (isJson(request)) throw error;
      const { status, html } = formError(request, deps, flow, error);
      return reply.code(status).headers(PAGE_HEADERS).send(html);
    }
    if (!signedIn)
      return isJson(request) ? reply.code(201).send({ viewer: null }) : reply.redirect('/sign-in', 303);
    return sendSignedIn(reply, deps.auth, signedIn, isJson(request) ? { status: 201 } : { redirect: '/' });
  });
}

interface Html {
  readonly status: number;
  readonly html: string;
}

async function linkPage(request: FastifyRequest, { core }: AuthRouteDeps, flow: LinkFlow): Promise<Html> {
  const words = wordsFor(request);
  try {
    const { token } = parseBody(linkQuery, request.query);
    if (await flow.isOpen(token)) return { status: 200, html: flow.page(words, token) };
    return { status: 404, html: messagePage(words, words.goneTitle, words.gone) };
  } catch (error) {
    return errorPage(words, toErrorAnswer(error, core.log));
  }
}

function formError(request: FastifyRequest, { core }: AuthRouteDeps, flow: LinkFlow, error: unknown): Html {
  const words = wordsFor(request);
  const answer = toErrorAnswer(error, core.log);
  const sent = linkQuery.safeParse(request.body);
  // What can be put right is shown above the form, filled in with the link's secret again.
  return answer.status === 400 && sent.success
    ? { status: 400, html: flow.page(words, sent.data.token, answer.body.error) }
    : errorPage(words, answer);
}

function errorPage(words: AuthWords, { status, body }: ErrorAnswer): Html {
  return { status, html: messagePage(words, words.failedTitle, body.error) };
}

function wordsFor({ headers }: FastifyRequest): AuthWords {
  return authWordsOf(headers['accept-language']);
}
