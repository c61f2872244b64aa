import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LetheError } from '../lib/errors.js';
import { noTracer } from '../lib/tracer.js';
import type { Credentials } from '../auth/authenticate.js';
import type { RateLimit } from '../auth/rateLimit.js';
import { startApollo } from './apolloServer.js';
import { createContext, type GraphqlContext, type GraphqlDeps } from './context.js';
import { createDocuments } from './documents.js';
import { createShowError, unreadable } from './errors.js';
import { createExecutor } from './executor.js';
import { createGate } from './gate.js';
import { createAnswerKnown } from './knownQueries.js';
import { MAX_BODY_BYTES, MAX_KNOWN_BODY_BYTES } from './limits/bounds.js';
import { createPersistedDocuments } from './persistedDocuments.js';
import { graphqlSchema } from './schema.js';
import { listenForSockets } from './sockets.js';
import { traceOperations } from './traceOperations.js';

const PATH = '/graphql';

/**
 * Registers GraphQL at /graphql, over HTTP and (graphql-ws) over WebSocket. Sockets are not ended by closing the
 * Fastify instance: stop this first.
 */
export async function registerGraphql(
  app: FastifyInstance,
  deps: GraphqlDeps,
): Promise<{ stop(): Promise<void> }> {
  const { log, newId, tracer } = deps.services.core;
  const showError = createShowError(log, newId);
  const documents = createDocuments(graphqlSchema());
  const plain = createExecutor(graphqlSchema());
  const executor = tracer === noTracer ? plain : traceOperations(plain, documents, tracer);
  // What answerKnown gave up comes again, to Apollo: one request is counted once, and refused both times.
  const taken = new WeakMap<FastifyRequest, Promise<void>>();
  const contextOf = (request: FastifyRequest): Promise<GraphqlContext> => {
    const take: RateLimit['take'] = (principal, address) => {
      const outcome = taken.get(request) ?? deps.rateLimit.take(principal, address);
      taken.set(request, outcome);
      return outcome;
    };
    return createContext({ ...deps, rateLimit: { take } }, credentialsOf(request), request.id);
  };
  const apollo = await startApollo(deps, showError, executor);
  const answer = fastifyApolloHandler<GraphqlContext>(apollo, { context: contextOf });
  const answerKnown = createAnswerKnown(executor, contextOf);
  const persisted = createPersistedDocuments(deps.documentTexts ?? new Map(), deps.persistedOnly ?? false);
  const { openIntrospection = false } = deps;
  const gate = createGate({ documents, persisted, contextOf, openIntrospection });
  app.route({
    method: ['GET', 'POST'],
    url: PATH,
    bodyLimit: MAX_KNOWN_BODY_BYTES,
    // Nobody unknown makes us read more than a query takes: only files that are sent need more.
    onRequest: async (request) => {
      if (isSmall(request)) return;
      const principal = await deps.auth.authenticate(credentialsOf(request)).catch(refusedAsNull);
      if (!principal) throw new LargeBody();
    },
    errorHandler: (error, _request, reply) => {
      const refusal = unreadable(error);
      // Whatever else it is, the server knows how to say it.
      if (!refusal) throw error;
      void reply.status(refusal.status).send({ errors: [refusal.error] });
    },
    handler: async function (request, reply) {
      const refusal = await gate(request, reply);
      if (refusal !== null) return refusal;
      return (await answerKnown(request, reply)) ?? answer.call(this, request, reply);
    },
  });
  const sockets = listenForSockets(app.server, PATH, { ...deps, documents, persisted, showError });
  return {
    stop: async () => {
      await sockets.stop();
      await apollo.stop();
    },
  };
}

/** Fastify's own way to be told: the server answers 413. */
class LargeBody extends Error {
  override readonly name = 'LargeBody';
  readonly statusCode = 413;
}

/** What announces no length may be of any. */
function isSmall({ headers }: FastifyRequest): boolean {
  if (headers['transfer-encoding'] !== undefined) return false;
  return Number(headers['content-length'] ?? 0) <= MAX_BODY_BYTES;
}

function refusedAsNull(error: unknown): null {
  if (error instanceof LetheError) return null;
  throw error;
}

function credentialsOf({ headers, ip }: FastifyRequest): Credentials {
  const { cookie, authorization } = headers;
  return {
    cookie,
    authorization,
    apiKey: single(headers['x-api-key']),
    accountId: single(headers['x-account-id']),
    address: ip,
  };
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}
