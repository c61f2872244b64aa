import { SECOND_MS } from '../lib/clock.js';

/**
 * How long connections may take and be kept. A request, and its headers alone, must arrive in time: a client that
 * trickles bytes is cut then.
 */
export const CONNECTION_LIMITS = {
  requestTimeout: 30 * SECOND_MS,
  /** Longer than a load balancer's usual minute, so that it is never we who close first. */
  keepAliveTimeout: 72 * SECOND_MS,
  http: {
    headersTimeout: 5 * SECOND_MS,
    /** Node looks for those that are late only every 30 seconds. */
    connectionsCheckingInterval: SECOND_MS / 2,
    maxHeaderSize: 16 * 1024,
  },
} as const;
