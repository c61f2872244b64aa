import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { HttpError } from './httpError.js';

/**
 * Bounds what one network address has under way: connections, cut as they come, and requests, answered 429. Behind a
 * proxy connections are the proxy's own, so only those from elsewhere are bounded; requests go by who sent them.
 * @param limit of each; 0: no limit
 */
export function limitAddresses(
  app: FastifyInstance,
  limit: number,
  isTrustedProxy: (address: string) => boolean,
): void {
  if (limit === 0) return;
  const connections = new Map<string, number>();
  const requests = new Map<string, number>();

  app.server.on('connection', (socket: Socket) => {
    const { remoteAddress: address = '' } = socket;
    if (isTrustedProxy(address)) return;
    if (increment(connections, address) > limit) socket.destroy();
    socket.once('close', () => {
      decrement(connections, address);
    });
  });
  app.addHook('onRequest', ({ ip }, reply, done) => {
    const isOver = increment(requests, ip) > limit;
    // Comes in any case, also when the client hung up, of which onResponse knows nothing.
    reply.raw.once('close', () => {
      decrement(requests, ip);
    });
    if (isOver)
      done(new HttpError('RATE_LIMITED', 'Too many requests at a time.', {}, { 'retry-after': '1' }));
    else done();
  });
}

function increment(counts: Map<string, number>, name: string): number {
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  return count;
}

function decrement(counts: Map<string, number>, name: string): void {
  const count = (counts.get(name) ?? 0) - 1;
  if (count > 0) counts.set(name, count);
  else counts.delete(name);
}
