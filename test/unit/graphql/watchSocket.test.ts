import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { WebSocket } from 'ws';
import { watchSocket } from '../../../src/graphql/watchSocket.js';
import { LetheError } from '../../../src/lib/errors.js';
import { silentLog } from '../../../src/lib/log.js';

const LONG_MS = 30_000;

class FakeSocket extends EventEmitter {
  readonly closed: number[] = [];
  close(code: number): void {
    this.closed.push(code);
    this.emit('close');
  }
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('closes an idle socket whose credential is good no longer, and no other', async () => {
  const socket = new FakeSocket();
  let refusal: Error | null = null;
  let asked = 0;
  const reauthenticate = async (): Promise<never> => {
    asked += 1;
    if (refusal) throw refusal;
    return null as never;
  };
  watchSocket(socket as unknown as WebSocket, { reauthenticate }, silentLog);
  await jest.advanceTimersByTimeAsync(LONG_MS);
  refusal = new Error('The database is away.');
  await jest.advanceTimersByTimeAsync(LONG_MS);
  expect(socket.closed).toEqual([]);
  refusal = new LetheError('UNAUTHENTICATED', 'revoked');
  await jest.advanceTimersByTimeAsync(LONG_MS);
  const before = asked;
  await jest.advanceTimersByTimeAsync(LONG_MS);
  expect([socket.closed, asked]).toEqual([[4403], before]);
});
