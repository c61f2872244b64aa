import {
  EVERYTHING,
  chatExpiry,
  chatReadCutoff,
  noticeOf,
  type Cutoff,
  type Expiry,
  type Notice,
} from '../domain/retentionRules.js';
import type { Filter } from '../events/documents.js';
import { notFound } from '../lib/errors.js';
import type { Directory } from '../projections/directory.js';
import { accountPolicy, numberPolicy, type NumberRow } from '../projections/rows.js';
import type { DateRange } from './views.js';

/**
 * What of a number's chat records may be read at this moment. Every surface reads through a gate: also when every
 * sweep has stopped, nothing outside its window is shown (invariant 2).
 */
export interface Gate {
  readonly number: NumberRow;
  /** Records at or before this instant are out. */
  readonly cutoff: Cutoff;
  readonly notice: Notice | null;
  /** Nothing of this number may be read at all. */
  readonly isShut: boolean;
  expiryOf(at: Date): Expiry;
}

/** @throws LetheError NOT_FOUND when the number is not the account's */
export async function openGate(
  directory: Directory,
  account: string,
  numberId: string,
  now: Date,
): Promise<Gate> {
  const [accountRow, number] = await Promise.all([
    directory.account(account),
    directory.number(account, numberId),
  ]);
  if (!accountRow || !number) throw notFound('number');
  const policies = [accountPolicy(accountRow), numberPolicy(number)] as const;
  const cutoff = chatReadCutoff(...policies, now);
  return {
    number,
    cutoff,
    notice: noticeOf(...policies, now),
    isShut: cutoff !== null && cutoff >= EVERYTHING,
    expiryOf: (at) => chatExpiry(...policies, at),
  };
}

const FIRST_INSTANT = new Date(0);

/**
 * The range of instants that a query asks for and the gate allows, for an index: always with both bounds. The
 * effective lower bound is the later of the caller's and the window's (seeds/pii-modes.txt).
 */
export function allowedRange({ cutoff }: Pick<Gate, 'cutoff'>, { startDate, endDate }: DateRange): Filter {
  // Bounds are exclusive, a millisecond beside the inclusive one: SecantusDB loses what equals an inclusive bound
  // when the index goes on behind the ranged key.
  const lower = startDate ? new Date(startDate.getTime() - 1) : FIRST_INSTANT;
  const upper = endDate ? new Date(endDate.getTime() + 1) : EVERYTHING;
  return { $gt: cutoff !== null && cutoff > lower ? cutoff : lower, $lt: upper };
}
