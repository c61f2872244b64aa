import type { HoldFacts } from '../domain/hold/hold.js';

/**
 * What the ledger knows of one scope: all of it was erased up to and with `before`, but for what was held then, of which
 * less was erased. What was held stays after a restore, and what was erased before it was held does not come back.
 */
export interface Mark {
  /** Null: nothing. */
  readonly before: Date | null;
  readonly spared: readonly Spared[];
}

export interface Spared extends HoldFacts {
  /** Up to when this was erased; null: never. */
  readonly before: Date | null;
}

/**
 * The mark after an erasure up to `before` that passed by what is held. A hold that was placed since starts at what was
 * erased so far, and where it overlaps another one, at what that had left; one that was released goes with the rest.
 */
export function markAfter(mark: Mark, before: Date, held: readonly HoldFacts[]): Mark {
  const kept = mark.spared.map((spared) =>
    held.some((hold) => covers(hold, spared)) ? spared : { ...spared, before: later(spared.before, before) },
  );
  const known = new Set(mark.spared.map(nameOf));
  const added = [...new Map(held.map((hold) => [nameOf(hold), hold])).values()]
    .filter((hold) => !known.has(nameOf(hold)))
    .map(({ number, target, isGroup }): Spared => {
      const hold = { number, target, isGroup };
      // What is of it as a whole keeps its own mark.
      const overlapping = mark.spared.filter((spared) => overlap(hold, spared) && !covers(hold, spared));
      const erased = [mark.before, ...overlapping.map((spared) => spared.before)].reduce(earlier);
      return { number, target, isGroup, before: erased };
    });
  const all = later(mark.before, before);
  return { before: all, spared: [...kept, ...added].filter((spared) => isBefore(spared.before, all)) };
}

/** One erasure that together with the others brings about a mark again: up to `cutoff`, but for what is `kept`. */
export interface Pass {
  readonly cutoff: Date;
  readonly kept: readonly HoldFacts[];
}

/** The erasures that bring about a mark, in their order. */
export function passesOf({ before, spared }: Mark): readonly Pass[] {
  const marks = [...spared.map((one) => one.before), before].flatMap((at) => at?.getTime() ?? []);
  return [...new Set(marks)]
    .sort((a, b) => a - b)
    .map((ms) => {
      const cutoff = new Date(ms);
      return { cutoff, kept: spared.filter((one) => isBefore(one.before, cutoff)) };
    });
}

function nameOf({ target }: HoldFacts): string {
  return `${target.kind}/${target.id}`;
}

/** Whether all of `spared` is held by `hold`. */
function covers(hold: HoldFacts, spared: HoldFacts): boolean {
  if (hold.number !== spared.number) return false;
  if (hold.target.kind === 'NUMBER') return true;
  // A contact's hold is on their direct conversation as well, which has their id.
  return hold.target.id === spared.target.id && [spared.target.kind, 'CONTACT'].includes(hold.target.kind);
}

/** Whether some record may be of both. */
function overlap(a: HoldFacts, b: HoldFacts): boolean {
  if (a.number !== b.number) return false;
  const kinds = [a.target.kind, b.target.kind];
  if (kinds.includes('NUMBER') || a.target.id === b.target.id) return true;
  return kinds.includes('CONTACT') && (a.isGroup || b.isGroup);
}

function isBefore(a: Date | null, b: Date | null): boolean {
  return b !== null && (a === null || a < b);
}

function earlier(a: Date | null, b: Date | null): Date | null {
  return isBefore(b, a) ? b : a;
}

function later(a: Date | null, b: Date | null): Date | null {
  return isBefore(a, b) ? b : a;
}
