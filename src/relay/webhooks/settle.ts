import { createBatcher } from '../../lib/batcher.js';
import { utcDay } from '../../lib/clock.js';
import type { Core } from '../../events/core.js';
import type { Payload } from '../../events/vault.js';
import { numberScope } from '../../projections/rows.js';
import type { DeliveryAttempt, DeliveryRow } from '../../projections/webhookRows.js';
import type { FirstTries } from './firstTries.js';
import { writeOutcomes, type Outcome } from './writeOutcomes.js';

/** What became of a delivery in this process's hands. */
export interface Settlement {
  readonly row: DeliveryRow;
  /** Of the row, beside its attempts. */
  readonly set: Partial<Pick<DeliveryRow, 'state' | 'reason' | 'tries' | 'dueAt'>>;
  readonly attempt?: Omit<DeliveryAttempt, 'response'>;
  /** The answer's text; kept sealed, and only if the event itself still is. */
  readonly response?: string;
  /** Of whom the event is; the response goes when they are forgotten. */
  readonly subject: string | null;
}

/** How many attempts a delivery keeps. */
const KEPT_ATTEMPTS = 20;
const MAX_BATCH = 500;

export interface Settler {
  /**
   * Notes what became of a delivery. One that somebody else has taken over, or that was swept meanwhile, is not
   * touched: then nothing of its answer is kept either.
   * @returns the row as it is now; null when it was not ours any more
   */
  readonly settle: (settlement: Settlement) => Promise<DeliveryRow | null>;
  /** Writes a delivery as it stands, unless it is written by now. */
  readonly write: (row: DeliveryRow) => Promise<unknown>;
}

type Item = Settlement | { readonly kind: 'AS_IT_STANDS'; readonly row: DeliveryRow };

/** Many in one write. */
export function createSettler(core: Core, firsts: FirstTries): Settler {
  const { submit } = createBatcher<Item, DeliveryRow | null>(async (batch) => {
    const settled = new Set(batch.flatMap((item) => ('kind' in item ? [] : [item.row._id])));
    const isNeeded = (item: Item): boolean =>
      !('kind' in item) || (firsts.isHeld(item.row._id) && !settled.has(item.row._id));
    const now = core.clock();
    const outcomes = await Promise.all(
      batch.map(async (item) => (isNeeded(item) ? outcomeOf(core, item, now) : null)),
    );
    const written = await writeOutcomes(
      core,
      firsts,
      outcomes.flatMap((outcome) => outcome ?? []),
    );
    return outcomes.map((outcome) => ({
      ok: true,
      value: outcome && written.has(outcome.before._id) ? outcome.after : null,
    }));
  }, MAX_BATCH);
  return { settle: submit, write: (row) => submit({ kind: 'AS_IT_STANDS', row }) };
}

async function outcomeOf(core: Core, item: Item, now: Date): Promise<Outcome> {
  if ('kind' in item) return { before: item.row, after: item.row, response: null };
  const response = await seal(core, item);
  return { before: item.row, after: rowAfter(item, response?._id ?? null, now), response };
}

function rowAfter({ row, set, attempt }: Settlement, response: string | null, now: Date): DeliveryRow {
  const { claim: _claim, leaseUntil: _lease, dueAt: _due, ...kept } = row;
  const tried = attempt && {
    attemptCount: row.attemptCount + 1,
    attempts: [...row.attempts, { ...attempt, response }].slice(-KEPT_ATTEMPTS),
    lastTriedAt: attempt.at,
    ...(response !== null && { hasResponse: true as const }),
  };
  return { ...kept, ...tried, ...set, updatedAt: now };
}

/** Under the key of the event's own day and subject: it lives no longer than the event's payload. */
async function seal(core: Core, { row, response, subject }: Settlement): Promise<Payload | null> {
  if (response === undefined || response === '') return null;
  const { account, number, at } = row;
  try {
    return await core.vault.seal({
      account,
      scope: numberScope(number),
      day: utcDay(at),
      subject,
      content: { response },
    });
  } catch {
    // The subject was forgotten meanwhile: there is nobody left to keep it for.
    return null;
  }
}
