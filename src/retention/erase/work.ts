import type { Core } from '../../events/core.js';
import { numberScope } from '../../projections/rows.js';
import type { ErasureTally } from './erasureLease.js';

/** Whom an erasure is about, as far as our own records need to know: nothing of this is PII. */
export interface ErasureWork {
  readonly core: Core;
  readonly account: string;
  readonly erasure: string;
  /** What the person was on each number. */
  readonly subjects: readonly string[];
  /** Blind indexes of every number and identifier of theirs. */
  readonly indexes: ReadonlySet<string>;
  /** Only what was there at this instant: whoever writes later is somebody new. */
  readonly before: Date;
  readonly tally: Pick<ErasureTally, 'count' | 'countIn' | 'fail' | 'checkpoint' | 'hasErased'>;
}

/** Whether a legal hold kept anything back; it is taken when the hold is released. */
export interface PassedBy {
  readonly isHeld: boolean;
}

/** Whether an identifier, such as `phone:+49…`, is one of the person's on a number. */
export async function isTheirs(
  { core, account, indexes }: ErasureWork,
  number: string,
  identifier: string,
): Promise<boolean> {
  const scope = numberScope(number);
  const [index] = await core.subjects.indexesOf({ account, scope, identifiers: [identifier] });
  return index !== undefined && indexes.has(index);
}
