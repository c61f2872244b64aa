import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { GraphqlDeps } from './context.js';
import { createDocuments } from './documents.js';
import type { ShowError } from './errors.js';
import { MAX_BODY_BYTES } from './limits.js';
import { graphqlSchema } from './schema.js';
import { createSocketHooks } from './socketHooks.js';

/** Answers graphql-ws on a path of a server. Upgrades to other paths that nobody else takes are refused. */
export function listenForSockets(
  server: Server,
  path: string,
  deps: GraphqlDeps,
  showError: ShowError,
): { stop(): Promise<void> } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_BODY_BYTES,
    perMessageDeflate: false,
  });
  const documents = createDocuments(graphqlSchema(), deps.introspection ?? true);
  const served = useServer(createSocketHooks(deps, documents, showError), sockets);

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.url?.split('?')[0] === path) {
      sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
    } else if (server.listenerCount('upgrade') === 1) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    }
  };
  server.on('upgrade', upgrade);
  return {
    stop: async () => {
      server.off('upgrade', upgrade);
      await served.dispose();
    },
  };
}
