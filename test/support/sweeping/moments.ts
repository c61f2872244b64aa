import type { Command, Hold } from '../databaseGate.js';

/**
 * Where in a phase its process is caught: as it is about to write for the first time; when all of a batch is written and
 * not yet committed; when the batch is committed, which the process does not learn any more.
 */
export type Moment = 'BEGUN' | 'COMMITTING' | 'COMMITTED';

/** Of a sweep: the phases by their place (src/retention/phases.ts), and its end with the receipt. */
export type Part = number | 'END';

interface Change {
  readonly u: {
    readonly $set?: Readonly<Record<string, unknown>>;
    readonly $inc?: Readonly<Record<string, unknown>>;
    readonly $unset?: Readonly<Record<string, unknown>>;
  };
}
const WRITES: ReadonlySet<string | undefined> = new Set(['insert', 'update', 'delete', 'findAndModify']);

/** What a gate holds to catch a sweep there; the end has no `BEGUN`. */
export function whenSweepIs(part: Part, moment: Moment): (command: Command) => Hold | null {
  let isBegun = false;
  let transaction: string | null = null;
  return (command) => {
    const name = Object.keys(command)[0] ?? '';
    if (command['update'] === 'sweeps') {
      for (const { u } of command['updates'] as readonly Change[]) {
        isBegun ||= beginsPart(u, part);
        if (countsInto(u, part)) transaction = transactionOf(command);
      }
      return null;
    }
    if (moment === 'BEGUN')
      return isBegun && command['autocommit'] === false && WRITES.has(name) ? 'COMMAND' : null;
    if (name !== 'commitTransaction' || transactionOf(command) !== transaction) return null;
    return moment === 'COMMITTING' ? 'COMMAND' : 'ANSWER';
  };
}

/** A worker takes the sweep and begins where it is, or goes on to the next phase. */
function beginsPart({ $set = {} }: Change['u'], part: Part): boolean {
  const cursor = $set['cursor'] as { readonly phase: number } | undefined;
  return part === 0 ? $set['worker'] !== undefined : cursor?.phase === part;
}

/** What is erased is counted in the transaction that erases it. */
function countsInto({ $inc = {}, $unset = {} }: Change['u'], part: Part): boolean {
  if (part === 'END') return 'open' in $unset;
  return Object.keys($inc).some((field) => field.startsWith(`phases.${String(part)}.`));
}

function transactionOf({ lsid, txnNumber }: Command): string {
  return JSON.stringify([lsid, String(txnNumber)]);
}
