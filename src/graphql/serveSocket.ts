import type { IncomingMessage } from 'node:http';
import { CloseCode, type Server } from 'graphql-ws';
import type { Extra } from 'graphql-ws/use/ws';
import type { WebSocket } from 'ws';
import { SECOND_MS } from '../lib/clock.js';
import { errorName } from '../lib/errors.js';
import { isDeeperThan, MAX_SENT_DEPTH } from '../lib/jsonDepth.js';
import type { Log } from '../lib/log.js';
import { MAX_UNSENT_BYTES } from './limits/bounds.js';

/** How often a peer is pinged by default; one that has not answered by the next ping is gone. */
const PING_EVERY_MS = 12 * SECOND_MS;

/**
 * Speaks graphql-ws on a socket. graphql-ws brings the same for ws, but writes what goes wrong to the console,
 * messages and all.
 */
export function serveSocket(
  server: Server<Extra>,
  socket: WebSocket,
  request: IncomingMessage,
  log: Log,
  pingEveryMs = PING_EVERY_MS,
): void {
  const fail = (error: unknown): void => {
    log.warn({ error: errorName(error) }, 'A WebSocket was closed by an error.');
    socket.close(CloseCode.InternalServerError, 'Internal server error');
  };
  socket.on('error', fail);
  // Asks and does not read the answers: a close frame would wait behind them.
  const cut = (): void => {
    log.warn({}, 'A WebSocket was cut: its peer does not read.');
    socket.terminate();
  };

  let isAlive = true;
  const pinging = setInterval(() => {
    if (!isAlive) {
      log.info({}, 'A WebSocket was cut: its peer answers no ping.');
      socket.terminate();
    }
    isAlive = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, pingEveryMs);
  socket.on('pong', () => {
    isAlive = true;
  });

  const closed = server.opened(
    {
      protocol: socket.protocol,
      // Resolves when the bytes have left: a slow consumer holds back the next event, not our memory.
      send: (text) =>
        new Promise((resolve, reject) => {
          if (socket.readyState !== socket.OPEN) resolve();
          else socket.send(text, (error) => (error ? reject(error) : resolve()));
        }),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (take) => {
        socket.on('message', (data: Buffer) => {
          const text = data.toString('utf8');
          if (socket.bufferedAmount > MAX_UNSENT_BYTES) cut();
          else if (isDeeperThan(text, MAX_SENT_DEPTH))
            socket.close(CloseCode.BadRequest, 'Nested too deeply');
          else take(text).catch(fail);
        });
      },
    },
    { socket, request },
  );
  socket.once('close', (code, reason) => {
    clearInterval(pinging);
    closed(code, reason.toString('utf8')).catch(fail);
  });
}
