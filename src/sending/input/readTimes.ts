import { DAY_MS } from '../../lib/clock.js';
import type { SendInput } from '../sendInput.js';
import type { Issues } from './issues.js';

/** How far ahead a send may be scheduled. */
const HORIZON_MS = 365 * DAY_MS;
/** RFC 3339 with an offset: without one an instant would depend on where the server stands. */
const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:?\d{2})$/;

export interface Times {
  readonly deliverAt: Date | null;
  readonly deliverUntil: Date | null;
}

/**
 * A `deliverAt` that has passed means at once. A `deliverUntil` that has passed is an error too, but one that
 * `Sending.send` tells: by then it knows whether this is a request that was answered before.
 */
export function readTimes(input: SendInput, now: Date, issues: Issues): Times {
  const asked = readInstant('deliverAt', input.deliverAt, issues);
  const deliverUntil = readInstant('deliverUntil', input.deliverUntil, issues);
  const deliverAt = asked !== null && asked > now ? asked : null;
  const horizon = new Date(now.getTime() + HORIZON_MS);
  if (deliverAt !== null && deliverAt > horizon)
    issues.add('deliverAt', 'TOO_FAR', 'deliverAt may lie at most 365 days ahead.');
  if (deliverUntil !== null && deliverAt !== null && deliverUntil <= deliverAt)
    issues.add('deliverUntil', 'CONFLICTING', 'deliverUntil must be after deliverAt.');
  return { deliverAt, deliverUntil };
}

function readInstant(field: string, value: string | Date | null | undefined, issues: Issues): Date | null {
  if (value === undefined || value === null || value === '') return null;
  const date = value instanceof Date || INSTANT.test(value) ? new Date(value) : null;
  if (date && !Number.isNaN(date.getTime())) return date;
  issues.add(
    field,
    'DATE_TIME_INVALID',
    `${field} must be an ISO 8601 instant with its offset, such as 2026-01-31T09:00:00Z.`,
  );
  return null;
}
