import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { SECOND_MS } from '../lib/clock.js';

/** The headers of a first request are late after this, … */
const LATE_MS = SECOND_MS;
/** … and so many connections of an address may be late: a few phones behind one router, not a slow-loris. */
const MAX_LATE = 20;
const LOOK_EVERY_MS = SECOND_MS / 4;

/**
 * Cuts the oldest of an address' connections whose first request's headers are late, where there are too many of them:
 * the time that headers may take (server.ts) is for slow networks, and an attacker should not have it a thousand times.
 * Proxies that are trusted are left alone: there it is all clients' connections that come from one address.
 */
export function limitSlowHeads(
  app: Pick<FastifyInstance, 'server' | 'addHook'>,
  isTrustedProxy: (address: string) => boolean,
): void {
  /** By address, the oldest first: since when a connection is open (ms of the monotonic clock). */
  const waiting = new Map<string, Map<Socket, number>>();

  const forget = (address: string, socket: Socket): void => {
    const ofAddress = waiting.get(address);
    ofAddress?.delete(socket);
    if (ofAddress?.size === 0) waiting.delete(address);
  };
  const cutSurplus = (address: string, before: number): void => {
    const late = [...(waiting.get(address) ?? [])].filter(([, since]) => since < before);
    // What was answered without a request has switched protocols.
    const dawdling = late.map(([socket]) => socket).filter(({ bytesWritten }) => bytesWritten === 0);
    for (const socket of dawdling.slice(0, Math.max(0, dawdling.length - MAX_LATE))) socket.destroy();
  };

  app.server.on('connection', (socket: Socket) => {
    const { remoteAddress: address = '' } = socket;
    if (isTrustedProxy(address)) return;
    const ofAddress = waiting.get(address) ?? new Map<Socket, number>();
    waiting.set(address, ofAddress.set(socket, performance.now()));
    socket.once('close', () => {
      forget(address, socket);
    });
  });
  app.server.on('request', ({ socket }) => {
    forget(socket.remoteAddress ?? '', socket);
  });
  const looking = setInterval(() => {
    const before = performance.now() - LATE_MS;
    for (const [address, { size }] of waiting) if (size > MAX_LATE) cutSurplus(address, before);
  }, LOOK_EVERY_MS);
  looking.unref();
  app.addHook('onClose', (_app, done) => {
    clearInterval(looking);
    done();
  });
}
