import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols, makeServer } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { SECOND_MS } from '../lib/clock.js';
import { clientAddressOf } from '../lib/clientAddress.js';
import type { GraphqlDeps } from './context.js';
import type { Documents } from './documents.js';
import type { ShowError } from './errors.js';
import { MAX_BODY_BYTES, MAX_SOCKETS_AN_ADDRESS } from './limits/bounds.js';
import type { PersistedDocuments } from './persistedDocuments.js';
import { serveSocket } from './serveSocket.js';
import { createSocketCount } from './socketCount.js';
import { createSocketHooks } from './socketHooks.js';

const GOING_AWAY = 1001;
/** How long a peer may take to agree to the end. */
const CLOSE_MS = 2 * SECOND_MS;

export interface SocketDeps extends GraphqlDeps {
  readonly documents: Documents;
  readonly persisted: PersistedDocuments;
  readonly showError: ShowError;
}

/** Answers graphql-ws on a path of a server. Upgrades to other paths that nobody else takes are refused. */
export function listenForSockets(server: Server, path: string, deps: SocketDeps): { stop(): Promise<void> } {
  const { isTrustedProxy = () => false } = deps;
  const { log } = deps.services.core;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_BODY_BYTES,
    perMessageDeflate: false,
    handleProtocols,
  });
  const protocol = makeServer(createSocketHooks(deps));
  const byAddress = createSocketCount(MAX_SOCKETS_AN_ADDRESS);

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.url?.split('?')[0] !== path) {
      if (server.listenerCount('upgrade') === 1) refuse(socket, '404 Not Found');
      return;
    }
    const address = clientAddressOf(request, isTrustedProxy);
    if (!byAddress.take(address, socket)) {
      refuse(socket, '429 Too Many Requests');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => {
      serveSocket(protocol, opened, request, log);
    });
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

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
