import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Credentials } from '../auth/authenticate.js';
import { startApollo } from './apolloServer.js';
import { createContext, type GraphqlContext, type GraphqlDeps } from './context.js';
import { createShowError } from './errors.js';
import { createExecutor } from './executor.js';
import { createAnswerKnown } from './knownQueries.js';
import { MAX_BODY_BYTES } from './limits.js';
import { graphqlSchema } from './schema.js';
import { listenForSockets } from './sockets.js';

const PATH = '/graphql';

/**
 * Registers GraphQL at /graphql, over HTTP and (graphql-ws) over WebSocket. Sockets are not ended by closing the
 * Fastify instance: stop this first.
 */
export async function registerGraphql(
  app: FastifyInstance,
  deps: GraphqlDeps,
): Promise<{ stop(): Promise<void> }> {
  const { log, newId } = deps.services.core;
  const showError = createShowError(log, newId);
  const executor = createExecutor(graphqlSchema());
  const contextOf = (request: FastifyRequest): Promise<GraphqlContext> =>
    createContext(deps, credentialsOf(request), request.id);
  const apollo = await startApollo(deps, showError, executor);
  const answer = fastifyApolloHandler<GraphqlContext>(apollo, { context: contextOf });
  const answerKnown = createAnswerKnown(executor, contextOf);
  app.route({
    method: ['GET', 'POST'],
    url: PATH,
    bodyLimit: MAX_BODY_BYTES,
    handler: async function (request, reply) {
      return (await answerKnown(request, reply)) ?? answer.call(this, request, reply);
    },
  });
  const sockets = listenForSockets(app.server, PATH, deps, showError);
  return {
    stop: async () => {
      await sockets.stop();
      await apollo.stop();
    },
  };
}

function credentialsOf({ headers }: FastifyRequest): Credentials {
  const { cookie, authorization } = headers;
  return {
    cookie,
    authorization,
    apiKey: single(headers['x-api-key']),
    accountId: single(headers['x-account-id']),
  };
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}
