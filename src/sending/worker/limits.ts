import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/clock.js';

/** Longer than one request to the provider can take; who has not settled by then is dead. */
export const ASK_LEASE_MS = 60 * SECOND_MS;
/** How long the provider's statuses may still tell that it took a message whose answer never came. */
export const UNCERTAIN_MS = 10 * MINUTE_MS;
/** From when it was to be sent: after this no more tries. */
export const GIVE_UP_MS = 24 * HOUR_MS;
/**
 * How often the due index is looked at besides being woken: for what dead processes left behind, and for what falls
 * due later. What this process queues it hears of at once; by who queues in another one it is woken (decisions/0018).
 */
export const LOOK_EVERY_MS = 5 * SECOND_MS;
/** Rows that are read at a time. */
export const LOAD_LIMIT = 500;
/** Rows that may wait in memory for one number. */
export const LANE_LIMIT = 200;
/** How long a stopping worker waits for what runs. */
export const STOP_WITHIN_MS = 3.5 * SECOND_MS;
