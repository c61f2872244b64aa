import type { FastifyInstance, FastifyRequest } from 'fastify';
import { acceptInvitation, isInvitationOpen } from '../../administration/invitations.js';
import { completeSetup, isSetupOpen } from '../../administration/setup.js';
import type { UserView } from '../../administration/userPii.js';
import type { SignedIn } from '../../auth/auth.js';
import { invitationBody, linkQuery, parseBody, setupBody } from './authBodies.js';
import { toErrorAnswer, type ErrorAnswer } from './authErrors.js';
import { invitationPage, messagePage, PAGE_CSS, PAGE_HEADERS, setupPage } from './authPages.js';
import { BODY_LIMIT_BYTES, type AuthRouteDeps } from './authRoute.js';
import { assertNotForged, isJson } from './sameOrigin.js';
import { sendSignedIn } from './signedIn.js';

/** A page reached by a one-time link, and the form on it. */
interface LinkFlow {
  readonly pagePath: string;
  readonly postPath: string;
  readonly isOpen: (token: string) => Promise<boolean>;
  readonly page: (token: string, error?: string) => string;
  readonly accept: (body: unknown) => Promise<UserView>;
}

/** `/setup` and `/invitation`: opening a link does not use it up, so a mail scanner's visit does no harm. */
export function registerLinkRoutes(app: FastifyInstance, deps: AuthRouteDeps): void {
  const { core } = deps;
  app.get('/auth/pages.css', (_request, reply) =>
    reply
      .headers({ 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=3600' })
      .send(PAGE_CSS),
  );
  app.get(SIGNED_IN_PATH, (_request, reply) => reply.headers(PAGE_HEADERS).send(SIGNED_IN));
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
}

function registerFlow(app: FastifyInstance, deps: AuthRouteDeps, flow: LinkFlow): void {
  // Silent: the framework would log the address, and with it the link's secret.
  app.get(flow.pagePath, { logLevel: 'silent' }, async (request, reply) => {
    const { status, html } = await linkPage(request, deps, flow);
    return reply.code(status).headers(PAGE_HEADERS).send(html);
  });

  app.post(flow.postPath, { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
    let signedIn: SignedIn;
    try {
      assertNotForged(request, deps.publicUrl);
      signedIn = await deps.auth.startSession(await flow.accept(request.body));
    } catch (error) {
      if (isJson(request)) throw error;
      const { status, html } = formError(request, deps, flow, error);
      return reply.code(status).headers(PAGE_HEADERS).send(html);
    }
    return sendSignedIn(
      reply,
      deps,
      signedIn,
      isJson(request) ? { status: 201 } : { redirect: SIGNED_IN_PATH },
    );
  });
}

interface Html {
  readonly status: number;
  readonly html: string;
}

async function linkPage({ query }: FastifyRequest, { core }: AuthRouteDeps, flow: LinkFlow): Promise<Html> {
  try {
    const { token } = parseBody(linkQuery, query);
    return (await flow.isOpen(token)) ? { status: 200, html: flow.page(token) } : GONE;
  } catch (error) {
    return errorPage(toErrorAnswer(error, core.log));
  }
}

function formError({ body }: FastifyRequest, { core }: AuthRouteDeps, flow: LinkFlow, error: unknown): Html {
  const answer = toErrorAnswer(error, core.log);
  const sent = linkQuery.safeParse(body);
  // What can be put right is shown above the form, filled in with the link's secret again.
  return answer.status === 400 && sent.success
    ? { status: 400, html: flow.page(sent.data.token, answer.body.error) }
    : errorPage(answer);
}

function errorPage({ status, body }: ErrorAnswer): Html {
  return { status, html: messagePage('That did not work', body.error) };
}

const SIGNED_IN_PATH = '/signed-in';
const SIGNED_IN = messagePage(
  'You are signed in',
  'GraphQL answers at /graphql, the REST contract is at /docs. What to do first: docs/quickstart.md.',
);

const GONE: Html = {
  status: 404,
  html: messagePage(
    'This link is not good any more',
    'It has been used, or it is too old. Ask for a new one; a setup link is printed at each start.',
  ),
};
