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
  /** A process starts: what had been erased and is there again, as after a restore, is erased anew. */
  restart(): void;
  snapshot(): string;
  /** The main database alone: what others have is as it is, and what is younger than the snapshot has no row. */
  restore(snapshot: string): void;
}

/** What a restore of the main database brings back of a record. */
type Row = Pick<Kept, 'sid' | 'isRow' | 'hasPii'>;

export function createCallModel(): CallModel {
  const policies = createModel();
  const kept: Kept[] = [];
  /** Of each number and contact: up to when its records were erased. The key database remembers it. */
  const erasedUpTo = new Map<string, number>();
  const holds: CallHold[] = [];
  const trouble: Trouble = {
    isStoreAway: false,
    stuck: new Set(),
    isProviderAway: false,
    refused: new Set(),
    notFinal: new Set(),
  };
  const isHeld = ({ number, contact }: CallHold): boolean =>
    holds.some((hold) => hold.number === number && (hold.contact === null || hold.contact === contact));

  const nameOf = ({ number, contact }: CallHold): string => `${number}/${contact ?? ''}`;
  const note = (number: string, cutoff: number): void => {
    for (const contact of CALLERS) {
      const name = nameOf({ number, contact });
      if (isHeld({ number, contact })) continue;
      erasedUpTo.set(name, Math.max(erasedUpTo.get(name) ?? -Infinity, Math.min(cutoff, policies.now)));
    }
  };
  const forget = (number: string, cutoff: number): void => {
    note(number, cutoff);
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
  const restart = (): void => {
    for (const record of kept)
      if (record.at <= (erasedUpTo.get(nameOf(record)) ?? -Infinity)) record.hasPii = false;
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
    restart,
    snapshot: () => {
      const rows = kept.map(({ sid, isRow, hasPii }): Row => ({ sid, isRow, hasPii }));
      return JSON.stringify({ rows, policies: policies.snapshot() });
    },
    restore: (snapshot) => {
      const then = JSON.parse(snapshot) as { readonly rows: readonly Row[]; readonly policies: string };
      policies.restore(then.policies);
      const rows = new Map(then.rows.map((row) => [row.sid, row]));
      for (const record of kept) {
        const { isRow = false, hasPii = false } = rows.get(record.sid) ?? {};
        Object.assign(record, { isRow, hasPii });
      }
      restart();
    },
  };
}

/** Who calls; null hides. */
const CALLERS = ['c1', 'c2', null] as const;

/** Recordings of the first and the last are copied, of the other left where they are. */
export const NUMBERS_OF: Readonly<Record<string, readonly string[]>> = { a: ['a1', 'a2'], b: ['b1'] };
export const NUMBERS = ['a1', 'a2', 'b1'] as const;
export const COPYING: ReadonlySet<string> = new Set(['a1', 'b1']);
