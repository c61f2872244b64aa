import { CloseCode } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { SECOND_MS } from '../lib/clock.js';
import { errorName, LetheError } from '../lib/errors.js';
import type { Log } from '../lib/log.js';
import type { GraphqlContext } from './context.js';

const CHECK_MS = 10 * SECOND_MS;

/**
 * Closes a socket whose credential is good no longer, also when nothing is delivered: deliveries are checked one
 * by one (following.ts).
 */
export function watchSocket(
  socket: WebSocket,
  context: Pick<GraphqlContext, 'reauthenticate'>,
  log: Log,
): void {
  const check = async (): Promise<void> => {
    try {
      await context.reauthenticate();
    } catch (error) {
      if (error instanceof LetheError) socket.close(CloseCode.Forbidden, 'Forbidden');
      // The database is away for a moment, say: no reason to send everybody away.
      else log.warn({ error: errorName(error) }, 'A WebSocket could not be checked.');
    }
  };
  const timer = setInterval(() => void check(), CHECK_MS);
  timer.unref();
  socket.once('close', () => {
    clearInterval(timer);
  });
}
