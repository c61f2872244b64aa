import { randomUUID } from 'node:crypto';
import { GraphQLError, type ExecutionArgs } from 'graphql';
import { CloseCode, type Context, type ServerOptions, type SubscribePayload } from 'graphql-ws';
import type { Extra } from 'graphql-ws/use/ws';
import { SECOND_MS } from '../lib/clock.js';
import { errorName, LetheError } from '../lib/errors.js';
import { clientAddressOf } from '../lib/clientAddress.js';
import { noTracer } from '../lib/tracer.js';
import { createContext, type GraphqlContext } from './context.js';
import { assertCost } from './documents.js';
import { MAX_OPERATIONS_A_SOCKET, MAX_SOCKETS_A_PRINCIPAL } from './limits/bounds.js';
import { assertNoSession } from './persistedDocuments.js';
import { graphqlSchema } from './schema.js';
import { credentialsOf } from './socketCredentials.js';
import { createSocketCount } from './socketCount.js';
import type { SocketDeps } from './sockets.js';
import { createSocketExecution } from './traceOperations.js';
import { watchSocket } from './watchSocket.js';

/** RFC 6455's registry; clients of graphql-ws connect again after a while. */
const TRY_AGAIN_LATER = 1013;
/** How long whoever connects may take to say who they are. */
const INIT_WITHIN_MS = 3 * SECOND_MS;

type Params = Readonly<Record<string, unknown>> | undefined;
type SocketContext = Context<Params, Extra>;

/** What graphql-ws asks us: who may connect, what is executed, and how errors are shown. Nothing here throws. */
export function createSocketHooks(deps: SocketDeps): ServerOptions<Params, Extra> {
  const { documents, persisted, showError, isTrustedProxy = () => false } = deps;
  const { log, tracer } = deps.services.core;
  const byPrincipal = createSocketCount(MAX_SOCKETS_A_PRINCIPAL);

  const contextOf = (socket: SocketContext): Promise<GraphqlContext> => {
    const address = clientAddressOf(socket.extra.request, isTrustedProxy);
    return createContext(deps, { ...credentialsOf(socket, deps.publicUrl), address }, randomUUID());
  };

  const admit = async (socket: SocketContext): Promise<boolean> => {
    try {
      const context = await contextOf(socket);
      const { principal } = context;
      if (principal) {
        const name = principal.kind === 'USER' ? principal.userId : principal.keyId;
        if (!byPrincipal.take(name, socket.extra.socket)) {
          socket.extra.socket.close(TRY_AGAIN_LATER, 'Too many sockets');
          return false;
        }
        watchSocket(socket.extra.socket, context, log);
        return true;
      }
      if (context.refusal?.code === 'RATE_LIMITED') {
        socket.extra.socket.close(TRY_AGAIN_LATER, 'Rate limited');
        return false;
      }
      const isForbidden = context.refusal !== null && context.refusal.code !== 'UNAUTHENTICATED';
      close(socket, isForbidden ? CloseCode.Forbidden : CloseCode.Unauthorized);
    } catch (error) {
      log.error({ error: errorName(error) }, 'A WebSocket could not be authenticated.');
      close(socket, CloseCode.InternalServerError);
    }
    return false;
  };

  const prepare = async (
    socket: SocketContext,
    { query, operationName, variables, extensions }: SubscribePayload,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> => {
    if (Object.keys(socket.subscriptions).length > MAX_OPERATIONS_A_SOCKET) return [tooMany()];
    // graphql-ws takes no message without a query: an id comes beside an empty one.
    const text = persisted.textOf({ query, documentId: extensions?.['documentId'] });
    const known = documents.read(text ?? query);
    const { document } = known;
    // Before validation: a refused text is not worth it.
    assertCost(known, operationName, variables);
    const mistakes = documents.mistakesOf(known);
    if (mistakes.length > 0) return mistakes;
    const contextValue = await contextOf(socket);
    if (persisted.isRequired && text === null) assertNoSession(contextValue.principal);
    return { schema: graphqlSchema(), document, operationName, variableValues: variables, contextValue };
  };

  return {
    ...(tracer !== noTracer && createSocketExecution(tracer)),
    connectionInitWaitTimeout: INIT_WITHIN_MS,
    onConnect: admit,
    onSubscribe: async (socket, _id, payload) => {
      try {
        return await prepare(socket, payload);
      } catch (error) {
        if (error instanceof GraphQLError) return [error];
        return [new GraphQLError('', { originalError: error instanceof Error ? error : undefined })];
      }
    },
    onNext: (_socket, _id, _payload, _args, { data = null, errors }) =>
      errors && { data, errors: errors.map(showError) },
    onError: (_socket, _id, _payload, errors) => errors.map(showError),
  };
}

function close({ extra }: SocketContext, code: CloseCode): void {
  extra.socket.close(code, CloseCode[code]);
}

function tooMany(): GraphQLError {
  const message = `At most ${String(MAX_OPERATIONS_A_SOCKET)} operations can run on one socket.`;
  return new GraphQLError('', { originalError: new LetheError('RATE_LIMITED', message) });
}
