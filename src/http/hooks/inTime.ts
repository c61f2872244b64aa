import { SECOND_MS } from '../../lib/clock.js';
import { within } from '../../lib/within.js';
import { tryAgainLater } from '../httpError.js';

/**
 * Longer than a relay to endpoints may take, and shorter than providers wait. A database that hangs, or that goes away in
 * the middle of a transaction, can keep us for minutes.
 */
const ANSWER_WITHIN_MS = 15 * SECOND_MS;

/**
 * What was taken in; the provider must hear of it while it still listens.
 * @throws HttpError 503 when it takes too long: it is delivered again, and recognised if it was taken in after all
 */
export async function inTime<T>(taking: Promise<T>): Promise<T> {
  if (!(await within(ANSWER_WITHIN_MS, taking))) throw tryAgainLater('Not taken in time; deliver it again.');
  return taking;
}
