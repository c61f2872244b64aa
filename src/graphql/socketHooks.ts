import { randomUUID } from 'node:crypto';
import { GraphQLError, type ExecutionArgs } from 'graphql';
import { CloseCode, type Context, type ServerOptions, type SubscribePayload } from 'graphql-ws';
import type { Extra } from 'graphql-ws/use/ws';
import { errorName, LetheError } from '../lib/errors.js';
import { createContext, type GraphqlDeps } from './context.js';
import type { Prepared } from './documents.js';
import type { ShowError } from './errors.js';
import { MAX_OPERATIONS_A_SOCKET } from './limits.js';
import { graphqlSchema } from './schema.js';
import { credentialsOf } from './socketCredentials.js';
import { watchSocket } from './watchSocket.js';

/** RFC 6455's registry; clients of graphql-ws connect again after a while. */
const TRY_AGAIN_LATER = 1013;

type Params = Readonly<Record<string, unknown>> | undefined;
type SocketContext = Context<Params, Extra>;

/** What graphql-ws asks us: who may connect, what is executed, and how errors are shown. Nothing here throws. */
export function createSocketHooks(
  deps: GraphqlDeps,
  documents: (query: string) => Prepared,
  showError: ShowError,
): ServerOptions<Params, Extra> {
  const { log } = deps.services.core;

  const admit = async (socket: SocketContext): Promise<boolean> => {
    try {
      const context = await createContext(deps, credentialsOf(socket, deps.publicUrl), randomUUID());
      if (context.principal) {
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
    { query, operationName, variables }: SubscribePayload,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> => {
    if (Object.keys(socket.subscriptions).length > MAX_OPERATIONS_A_SOCKET) return [tooMany()];
    const document = documents(query);
    if (!('kind' in document)) return document;
    const contextValue = await createContext(deps, credentialsOf(socket, deps.publicUrl), randomUUID());
    return { schema: graphqlSchema(), document, operationName, variableValues: variables, contextValue };
  };

  return {
    onConnect: admit,
    onSubscribe: async (socket, _id, payload) => {
      try {
        return await prepare(socket, payload);
      } catch (error) {
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
