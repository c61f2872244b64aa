import { createClient } from '@redis/client';
import type { Core } from '../../events/core.js';
import { hmac, open, seal } from '../../events/masterKey.js';
import { errorName } from '../../lib/errors.js';
import { MINUTE_MS, SECOND_MS } from '../../lib/clock.js';
import { within } from '../../lib/within.js';
import type { RelayedEvent } from '../inboundEvents.js';
import type { LiveBus } from '../liveRelay.js';

/** Live events between processes by Redis' PUBLISH; nothing is stored there. */
export interface RedisBus extends LiveBus {
  /** Connects, and goes on trying by itself. Does not wait for long: what is live is never worth a start that fails. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const START_WITHIN_MS = 3 * SECOND_MS;
const MAX_DELAY_MS = 5 * SECOND_MS;
const MAX_QUEUED = 10_000;
const ORIGIN_BYTES = 8;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * What goes over Redis is sealed under a key of the installation's own (AES-256-GCM), channel and size aside. While
 * Redis is away, subscribers of other processes miss events; who publishes never waits.
 */
export function createRedisBus(core: Core, url: string): RedisBus {
  const { log, origin } = core;
  const key = core.deriveKey('live-events');
  const channel = `lethe:live:${hmac(key, 'channel').toString('hex').slice(0, 16)}`;
  const options = {
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_QUEUED,
    socket: { reconnectStrategy: (tries: number) => Math.min(100 * 2 ** Math.min(tries, 10), MAX_DELAY_MS) },
  };
  const publisher = createClient(options);
  const subscriber = createClient(options);
  const clients = [publisher, subscriber];
  let listener: ((event: RelayedEvent) => void) | null = null;
  let warnedAt = -Infinity;
  // Of an address that holds a password nothing is logged.
  const warn = (error: unknown): void => {
    if (performance.now() - warnedAt < MINUTE_MS) return;
    warnedAt = performance.now();
    log.warn({ reason: errorName(error) }, 'Redis cannot be reached: other processes miss live events.');
  };
  for (const client of clients) client.on('error', warn);

  const receive = (message: Buffer): void => {
    const from = message.subarray(0, ORIGIN_BYTES).toString('latin1');
    if (from === origin || message.length <= ORIGIN_BYTES + IV_BYTES + TAG_BYTES) return;
    const box = message.subarray(ORIGIN_BYTES);
    try {
      const plain = open(
        key,
        {
          iv: box.subarray(0, IV_BYTES),
          tag: box.subarray(IV_BYTES, IV_BYTES + TAG_BYTES),
          box: box.subarray(IV_BYTES + TAG_BYTES),
        },
        `live/${from}`,
      );
      listener?.(JSON.parse(plain.toString('utf8')) as RelayedEvent);
    } catch (error) {
      log.warn({ reason: errorName(error) }, 'A live event that came by Redis could not be opened.');
    }
  };

  return {
    publish: (event) => {
      if (!publisher.isReady) return;
      const { iv, tag, box } = seal(key, Buffer.from(JSON.stringify(event)), `live/${origin}`);
      const message = Buffer.concat([Buffer.from(origin, 'latin1'), iv, tag, box]);
      publisher.publish(channel, message).catch(warn);
    },
    onEvent: (heard) => {
      listener = heard;
    },
    start: async () => {
      const connecting = Promise.all(clients.map((client) => client.connect()))
        .then(() => subscriber.subscribe(channel, receive, true))
        .catch(warn);
      await within(START_WITHIN_MS, connecting);
    },
    stop: () => {
      for (const client of clients) if (client.isOpen) client.destroy();
      return Promise.resolve();
    },
  };
}
