import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Auth } from '../../auth/auth.js';
import type { ApiKeyPrincipal } from '../../auth/principal.js';
import type { RateLimit } from '../../auth/rateLimit.js';
import { LetheError } from '../../lib/errors.js';
import { isDeeperThan, MAX_SENT_DEPTH } from '../../lib/jsonDepth.js';
import { groupBy } from '../../lib/collections.js';
import { HttpError, methodNotAllowed, tooDeep } from '../httpError.js';
import { registerDocs } from './docs.js';
import type { Endpoint, RestServices } from './endpoint.js';
import { ENDPOINTS } from './endpoints.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before a REST handler runs. */
    restCaller: ApiKeyPrincipal | null;
  }
}

export interface RestDeps extends RestServices {
  readonly auth: Pick<Auth, 'authenticate'>;
  readonly rateLimit: RateLimit;
}

/** REST v1 (contracts/rest-v1.md): every endpoint of the table, the OpenAPI document and a page to read it. */
export function registerRest(app: FastifyInstance, deps: RestDeps): void {
  registerDocs(app);
  void app.register((rest, _options, done) => {
    rest.decorateRequest('restCaller', null);
    readJson(rest);
    // Before the body: nobody unknown makes us read one.
    rest.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      request.restCaller = await identify(deps, request);
    });
    for (const endpoint of ENDPOINTS) {
      rest.route<{ Params: { id?: string } }>({
        method: endpoint.method,
        url: addressOf(endpoint),
        handler: async (request, reply) => {
          const { restCaller: principal, params, query, body, headers } = request;
          if (!principal) throw unauthenticated();
          const setHeader = (name: string, value: string): void => void reply.header(name, value);
          void reply.code(endpoint.status ?? 200);
          const answer = await endpoint.run(deps, { principal, headers, params, query, body, setHeader });
          if (endpoint.status === 204) return undefined;
          // Written while it is read: JSON all the same.
          return answer instanceof Readable
            ? reply.type('application/json; charset=utf-8').send(answer)
            : answer;
        },
      });
    }
    refuseOtherMethods(rest);
    done();
  });
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const;

/** An address that is there, asked in a way that it does not know. */
function refuseOtherMethods(rest: FastifyInstance): void {
  for (const [url, own] of groupBy(ENDPOINTS, addressOf)) {
    const taken = new Set<string>(own.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : method)));
    rest.route({
      method: METHODS.filter((method) => !taken.has(method)),
      url,
      exposeHeadRoute: false,
      handler: () => {
        throw methodNotAllowed([...taken]);
      },
    });
  }
}

/** As Fastify writes it. */
function addressOf({ path }: Endpoint): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

/** JSON alone; a body of no bytes is none, whatever its type says. */
function readJson(rest: FastifyInstance): void {
  const parseJson = rest.getDefaultJsonParser('error', 'error');
  rest.removeAllContentTypeParsers();
  rest.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, parsed) => {
    if (body === '') parsed(null, undefined);
    else if (isDeeperThan(body, MAX_SENT_DEPTH)) parsed(tooDeep());
    else void parseJson(request, body, parsed);
  });
}

/** Whoever tries keys asks as a stranger, and is counted as one. */
async function identify({ auth, rateLimit }: RestDeps, request: FastifyRequest): Promise<ApiKeyPrincipal> {
  try {
    const caller = await authenticate(auth, request);
    await rateLimit.take(caller, request.ip);
    return caller;
  } catch (error) {
    const isUnknown =
      (error instanceof HttpError || error instanceof LetheError) && error.code === 'UNAUTHENTICATED';
    if (isUnknown) await rateLimit.take(null, request.ip);
    throw error;
  }
}

/** By `x-api-key` alone: no cookie, no bearer token, and a key's id is no secret. */
async function authenticate(auth: RestDeps['auth'], { headers }: FastifyRequest): Promise<ApiKeyPrincipal> {
  const { 'x-api-key': apiKey } = headers;
  if (typeof apiKey !== 'string' || apiKey === '') throw unauthenticated();
  const principal = await auth.authenticate({ apiKey });
  if (principal?.kind !== 'API_KEY') throw unauthenticated();
  return principal;
}

function unauthenticated(): HttpError {
  return new HttpError('UNAUTHENTICATED', 'Send a valid API key in the header x-api-key.');
}
