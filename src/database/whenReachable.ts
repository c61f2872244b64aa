import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE_MS, SECOND_MS } from '../lib/clock.js';
import { DatabaseAwayError } from './errors.js';

/** How to wait for a database that is away. */
export interface Waiting {
  /** Ends the waiting; it then throws the signal's reason. */
  readonly signal: AbortSignal;
  /** Told why it is waited, at once and then each minute, in a sentence without credentials. */
  readonly told: (reason: string) => void;
}

/** Each try waits ten seconds for the server by itself, and has it as soon as it comes. */
const PAUSE_MS = SECOND_MS;

/**
 * Calls `connect` until the database can be reached, however long that takes.
 * @throws what waiting does not mend (wrong credentials, a standalone server), and the signal's reason
 */
export async function whenReachable<T>(connect: () => Promise<T>, { signal, told }: Waiting): Promise<T> {
  const calledOff = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  calledOff.catch(() => undefined);
  for (let toldAt = -Infinity; ;) {
    signal.throwIfAborted();
    try {
      return await Promise.race([connect(), calledOff]);
    } catch (error) {
      if (!(error instanceof DatabaseAwayError)) throw error;
      if (performance.now() - toldAt >= MINUTE_MS) {
        toldAt = performance.now();
        told(error.message);
      }
      await Promise.race([sleep(PAUSE_MS), calledOff]);
    }
  }
}
