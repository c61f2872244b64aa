import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols, makeServer } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { SECOND_MS } from '../lib/clock.js';
import type { GraphqlDeps } from './context.js';
import { createDocuments } from './documents.js';
import type { ShowError } from './errors.js';
import { MAX_BODY_BYTES } from './limits.js';
import { graphqlSchema } from './schema.js';
import { serveSocket } from './serveSocket.js';
import { createSocketHooks } from './socketHooks.js';

const GOING_AWAY = 1001;
/** How long a peer may take to agree to the end. */
const CLOSE_MS = 2 * SECOND_MS;

/** Answers graphql-ws on a path of a server. Upgrades to other paths that nobody else takes are refused. */
export function listenForSockets(
  server: Server,
  path: string,
  deps: GraphqlDeps,
  showError: ShowError,
): { stop(): Promise<void> } {
  const { log } = deps.services.core;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_BODY_BYTES,
    perMessageDeflate: false,
    handleProtocols,
  });
  const documents = createDocuments(graphqlSchema(), deps.introspection ?? true);
  const protocol = makeServer(createSocketHooks(deps, documents, showError));

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.url?.split('?')[0] === path) {
      sockets.handleUpgrade(request, socket, head, (opened) => {
        serveSocket(protocol, opened, request, log);
      });
    } else if (server.listenerCount('upgrade') === 1) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    }
  };
  server.on('upgrade', upgrade);
  return {
    stop: async () => {
      server.off('upgrade', upgrade);
      for (const socket of sockets.clients) socket.close(GOING_AWAY, 'Going away');
      const impatient = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, CLOSE_MS);
      await Promise.all(
        [...sockets.clients].map((socket) => new Promise((done) => socket.once('close', done))),
      );
      clearTimeout(impatient);
      sockets.close();
    },
  };
}
