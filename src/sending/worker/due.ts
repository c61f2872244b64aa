import type { SendEvent } from '../../domain/send/send.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { Fleet } from '../../instances/fleet.js';
import { SECOND_MS } from '../../lib/clock.js';
import type { Commit } from '../../events/eventStore.js';
import { SEND_STREAM, waitingRow } from '../../projections/sendLog.js';
import type { OutboxRow } from '../../projections/sendRows.js';
import { ASK_LEASE_MS, LOAD_LIMIT } from './limits.js';

/** How long it is kept in mind which numbers others ask for: they may have died. */
const OTHERS_FOR_MS = 2 * SECOND_MS;
/** Numbers of others that are met in one look; the next look meets more. */
const MAX_LOOKS = 5;

/**
 * Finds what is due and this process's to ask for, earliest first. What is others' is left out of the query, so that
 * however much of that waits holds up nothing of ours.
 */
export function createFinder(
  core: Core,
  fleet: Fleet,
): (except: readonly string[]) => Promise<readonly OutboxRow[]> {
  const others = new Set<string>();
  let since = 0;
  return async (except) => {
    if (performance.now() - since > OTHERS_FOR_MS) {
      others.clear();
      since = performance.now();
    }
    let ours: readonly OutboxRow[] = [];
    for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
      const rows = await findDue(core, [...except, ...others]);
      ours = rows.filter(({ number }) => fleet.asksFor(number));
      for (const { number } of rows) if (!fleet.asksFor(number)) others.add(number);
      if (rows.length < LOAD_LIMIT || ours.length > 0) break;
    }
    return ours;
  };
}

/** Numbers of which others have something due, or are asking for something. */
export async function findOthers(core: Core, fleet: Fleet): Promise<readonly string[]> {
  const now = core.clock();
  const find = (state: OutboxRow['state'], until: Date): Promise<readonly OutboxRow[]> =>
    core.documents.find<OutboxRow>(
      COLLECTIONS.outbox,
      { state, dueAt: { $lte: until } },
      { sort: { dueAt: 1 }, limit: LOAD_LIMIT, fields: ['number'] },
    );
  const due = await find('WAITING', now);
  const asked = await find('ASKED', new Date(now.getTime() + ASK_LEASE_MS));
  return [...new Set([...due, ...asked].map(({ number }) => number))].filter(
    (number) => !fleet.asksFor(number),
  );
}

/** What is due, earliest first. @param except numbers of which nothing more is wanted at the moment */
function findDue({ documents, clock }: Core, except: readonly string[]): Promise<readonly OutboxRow[]> {
  return documents.find<OutboxRow>(
    COLLECTIONS.outbox,
    {
      state: 'WAITING',
      dueAt: { $lte: clock() },
      ...(except.length > 0 && { number: { $nin: except } }),
    },
    { sort: { dueAt: 1, _id: 1 }, limit: LOAD_LIMIT },
  );
}

/** The rows that commits have put into the outbox. */
export function rowsOfCommits(commits: readonly Commit[]): readonly OutboxRow[] {
  return commits.flatMap(({ account, stream, version, events }) => {
    if (version !== 1 || !stream.startsWith(SEND_STREAM)) return [];
    const [first] = events as unknown as readonly SendEvent[];
    if (first?.type !== 'SendQueued' || first.data.isInline) return [];
    return [waitingRow(account, stream.slice(SEND_STREAM.length), first.data)];
  });
}
