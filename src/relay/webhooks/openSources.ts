import type { NumberEvent } from '../../domain/number/number.js';
import { RECEIPTS_STREAM } from '../../domain/receipt/receipt.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { Commit } from '../../events/eventStore.js';
import { groupBy } from '../../lib/collections.js';
import type { MediaLinks } from '../../media/mediaLinks.js';
import type { Directory } from '../../projections/directory.js';
import type { NumberRow } from '../../projections/rows.js';
import { bodyOf } from '../inboundEvents.js';
import { eventsOfCommits } from '../subscriptions/eventsOfCommits.js';
import { numberEventData, numberEventName } from './numberEvent.js';
import { openReceiptEvent } from './relayReceipts.js';

/** One commit. */
export interface CommitRef {
  readonly account: string;
  readonly stream: string;
  readonly version: number;
}

/** An event as it is told: its name, and what is posted. */
export interface OpenedEvent {
  readonly event: string;
  /** The JSON that is posted. */
  readonly text: string;
  /** Whom it is of. */
  readonly subject: string | null;
}

export const NUMBER_STREAM = 'number:';

export function refKey({ account, stream, version }: CommitRef): string {
  return `${account}/${stream}/${version}`;
}

/**
 * The events of commits as they may be told at this moment, by {@link refKey}. What is erased, or outside its
 * window by now, is missing: a retry or a replay never sends what has been forgotten (invariant 1).
 */
export async function openSources(
  core: Core,
  directory: Directory,
  links: MediaLinks,
  refs: readonly CommitRef[],
): Promise<ReadonlyMap<string, OpenedEvent>> {
  const commits = await commitsOf(core, refs);
  const [numbers, records] = [
    commits.filter(({ stream }) => stream.startsWith(NUMBER_STREAM)),
    commits.filter(({ stream }) => !stream.startsWith(NUMBER_STREAM) && !stream.startsWith(RECEIPTS_STREAM)),
  ];
  const byId = new Map(records.map((commit) => [commit._id, commit]));
  const opened = new Map<string, OpenedEvent>();
  for (const told of await eventsOfCommits(core, directory, records, 'STORE', links)) {
    const commit = byId.get(told.cursor ?? '');
    if (commit)
      opened.set(refKey(commit), {
        event: told.event,
        text: bodyOf(told),
        subject: subjectOf(commit),
      });
  }
  for (const commit of commits.filter(({ stream }) => stream.startsWith(RECEIPTS_STREAM))) {
    const told = openReceiptEvent(commit);
    if (told) opened.set(refKey(commit), told);
  }
  for (const commit of numbers) {
    const told = await openNumberEvent(core, commit);
    if (told) opened.set(refKey(commit), told);
  }
  return opened;
}

async function commitsOf({ documents }: Core, refs: readonly CommitRef[]): Promise<Commit[]> {
  const wanted = new Set(refs.map(refKey));
  const found = await Promise.all(
    [...groupBy(refs, ({ account }) => account)].map(([account, own]) =>
      documents.find<Commit>(COLLECTIONS.commits, {
        account,
        stream: { $in: [...new Set(own.map(({ stream }) => stream))] },
      }),
    ),
  );
  return found.flat().filter((commit) => wanted.has(refKey(commit)));
}

async function openNumberEvent({ documents }: Core, commit: Commit): Promise<OpenedEvent | null> {
  const { account, stream, at } = commit;
  const [first] = commit.events as unknown as readonly NumberEvent[];
  const event = first && numberEventName(first);
  if (!event) return null;
  // Of a removed number there is the tombstone.
  const filter = { _id: stream.slice(NUMBER_STREAM.length), account };
  const number = await documents.findOne<NumberRow>(COLLECTIONS.numbers, filter);
  const data = number && numberEventData(number, at);
  return data && { event, text: JSON.stringify({ event, data }), subject: null };
}

function subjectOf({ events }: Commit): string | null {
  const data = events[0]?.data as { readonly subject?: string | null } | undefined;
  return data?.subject ?? null;
}
