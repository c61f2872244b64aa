import { createModel, type Model } from '../model.js';

/** A call or a recording as it should be found: here, in the object store and at the provider. Times are minutes. */
export interface Kept {
  /** The provider's id. */
  readonly sid: string;
  readonly kind: 'call' | 'recording';
  readonly number: string;
  /** Null: the caller hides. */
  readonly contact: string | null;
  readonly at: number;
  /** Its row is there; it stays until nothing of it is left anywhere. */
  isRow: boolean;
  /** Its PII can be opened. */
  hasPii: boolean;
  /** There is a copy in the object store. */
  isCopied: boolean;
  /** The provider has it. */
  isThere: boolean;
}

export interface CallHold {
  readonly number: string;
  /** Null: the number as a whole. */
  readonly contact: string | null;
}

/** What is out of order at the moment of a run. */
export interface Trouble {
  isStoreAway: boolean;
  /** Recordings whose copies cannot be deleted. */
  readonly stuck: Set<string>;
  isProviderAway: boolean;
  /** What the provider refuses to delete, and what is not final there yet. */
  readonly refused: Set<string>;
  readonly notFinal: Set<string>;
}

/** What the specification says of calls and recordings, beside {@link Model}'s policies. */
export interface CallModel {
  readonly policies: Model;
  readonly kept: Kept[];
  readonly holds: CallHold[];
  readonly trouble: Trouble;
  /** What was told of a call; kept where a policy keeps it. */
  add(record: Omit<Kept, 'isRow' | 'hasPii'>): Kept;
  sweep(account: string): void;
  daily(number: string): void;
}

export function createCallModel(): CallModel {
  const policies = createModel();
  const kept: Kept[] = [];
  const holds: CallHold[] = [];
  const trouble: Trouble = {
    isStoreAway: false,
    stuck: new Set(),
    isProviderAway: false,
    refused: new Set(),
    notFinal: new Set(),
  };
  const isHeld = ({ number, contact }: Kept): boolean =>
    holds.some((hold) => hold.number === number && (hold.contact === null || hold.contact === contact));

  const forget = (number: string, cutoff: number): void => {
    for (const record of kept) {
      const { sid, at, isRow } = record;
      if (record.number !== number || !isRow || at > cutoff || isHeld(record)) continue;
      // Whatever else fails, nobody can read it any more.
      record.hasPii = false;
      if (!trouble.isStoreAway && !trouble.stuck.has(sid)) record.isCopied = false;
      if (!trouble.isProviderAway && !trouble.refused.has(sid) && !trouble.notFinal.has(sid))
        record.isThere = false;
      record.isRow = record.isCopied || record.isThere;
    }
  };
  return {
    policies,
    kept,
    holds,
    trouble,
    add: (told) => {
      const isKept = policies.isReadable(told.number, told.at);
      const record = { ...told, isRow: isKept, hasPii: isKept, isCopied: isKept && told.isCopied };
      kept.push(record);
      return record;
    },
    sweep: (account) => {
      for (const number of NUMBERS_OF[account] ?? []) forget(number, policies.accountCutoff(account));
    },
    daily: (number) => {
      forget(number, policies.numberCutoff(number));
    },
  };
}

/** Recordings of the first and the last are copied, of the other left where they are. */
export const NUMBERS_OF: Readonly<Record<string, readonly string[]>> = { a: ['a1', 'a2'], b: ['b1'] };
export const NUMBERS = ['a1', 'a2', 'b1'] as const;
export const COPYING: ReadonlySet<string> = new Set(['a1', 'b1']);
