import { createClient } from '@redis/client';
import { MINUTE_MS, SECOND_MS } from '../lib/clock.js';
import { errorName } from '../lib/errors.js';
import type { Log } from '../lib/log.js';

/** Counts of requests and of tries that the processes of an installation share: ids and HMACs, each for a quarter of an hour at most. */
export interface SharedCounts {
  /** Redis' client, as rate-limiter-flexible takes it. */
  readonly client: object;
  /** Connects, and goes on trying by itself; waits for nothing. */
  start(): void;
  stop(): void;
}

const MAX_DELAY_MS = 5 * SECOND_MS;
const ANSWER_WITHIN_MS = SECOND_MS;

/** By Redis. A request waits for it a second at most; then the process counts alone. */
export function createSharedCounts(url: string, log: Log): SharedCounts {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    commandOptions: { timeout: ANSWER_WITHIN_MS },
    socket: { reconnectStrategy: (tries: number) => Math.min(100 * 2 ** Math.min(tries, 10), MAX_DELAY_MS) },
  });
  let warnedAt = -Infinity;
  const warn = (error: unknown): void => {
    if (performance.now() - warnedAt < MINUTE_MS) return;
    warnedAt = performance.now();
    log.warn(
      { reason: errorName(error) },
      'Redis cannot be reached: each process counts requests for itself.',
    );
  };
  client.on('error', warn);
  return {
    client,
    start: () => {
      client.connect().catch(warn);
    },
    stop: () => {
      if (client.isOpen) client.destroy();
    },
  };
}
