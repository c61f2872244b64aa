import type { SendEvent } from '../../domain/send/send.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { Commit } from '../../events/eventStore.js';
import { SEND_STREAM, waitingRow } from '../../projections/sendLog.js';
import type { OutboxRow } from '../../projections/sendRows.js';
import { LOAD_LIMIT } from './limits.js';

/** What is due, earliest first. @param except numbers of which nothing more is wanted at the moment */
export function findDue(
  { documents, clock }: Core,
  except: readonly string[],
): Promise<readonly OutboxRow[]> {
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
