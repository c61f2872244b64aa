import type { CallDirection } from '../domain/call/call.js';
import type { Decider } from '../domain/policies.js';
import type { RecordingStatus } from '../domain/recording/recording.js';
import { groupBy } from '../lib/collections.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { MediaLinks } from '../media/mediaLinks.js';
import type { RecordingPii, RecordingReference, RecordingRow } from '../projections/callRows.js';
import type { Directory } from '../projections/directory.js';
import type { MediaRow } from '../projections/mediaRow.js';
import { createGatedRows, type GatedQuery } from './gatedRows.js';
import type { ContentState, DateRange, Page, PageRequest } from './views.js';

/** A recording as it may be shown at this moment. */
export interface RecordingView {
  readonly row: RecordingRow;
  /** Null unless `contentState` is `PRESENT`. */
  readonly pii: RecordingPii | null;
  readonly contentState: ContentState;
  /** Its copy in our object store; null: there is none, nor will there be. */
  readonly copy: MediaRow | null;
  /** What the third party knows it by; null: it has it no longer. */
  readonly reference: RecordingReference | null;
  /** Signed, for minutes; null while it cannot be played. */
  readonly url: string | null;
  readonly expiresAt: Date | null;
  readonly decidedBy: Decider | null;
}

export interface RecordingQuery extends DateRange {
  readonly account: string;
  /** Of one number; absent: of all that the account has. */
  readonly numberId?: string;
  readonly callId?: string;
  readonly status?: RecordingStatus;
  /** Of its call. */
  readonly direction?: CallDirection;
}

export interface RecordingReader {
  /** A page of recordings, newest first, through the gate. @throws LetheError NOT_FOUND */
  list(query: RecordingQuery, page: PageRequest): Promise<Page<RecordingView>>;
  /** How many recordings the same query gives in all. */
  count(query: RecordingQuery): Promise<number>;
  /** One recording; null when it is not there, not the account's, or out of its window. */
  find(account: string, id: string): Promise<RecordingView | null>;
  /** Those of the recordings that `find` would give, by id. */
  findMany(account: string, ids: readonly string[]): Promise<ReadonlyMap<string, RecordingView>>;
  /** The recordings of calls that may be read, by their calls, oldest first. */
  ofCalls(account: string, calls: readonly string[]): Promise<ReadonlyMap<string, readonly RecordingView[]>>;
}

export function createRecordingReader(core: Core, directory: Directory, links: MediaLinks): RecordingReader {
  const { documents, vault } = core;
  const rows = createGatedRows<RecordingRow, RecordingView>(
    core,
    directory,
    COLLECTIONS.recordings,
    async (gate, recordings) => {
      const { account } = gate.number;
      const payloads = recordings.flatMap(({ payload, reference }) =>
        [payload, reference ?? null].filter((id) => id !== null),
      );
      const copied = recordings.flatMap(({ payload, place }) =>
        payload !== null && place === 'STORE' ? [payload] : [],
      );
      const [contents, copies] = await Promise.all([
        vault.read(account, payloads),
        copied.length === 0
          ? []
          : documents.find<MediaRow>(COLLECTIONS.media, { account, _id: { $in: copied } }),
      ]);
      const copyOf = new Map(copies.map((copy) => [copy._id, copy]));
      return Promise.all(
        recordings.map(async (row): Promise<RecordingView> => {
          const { payload, reference: id } = row;
          const pii = payload === null ? null : ((contents.get(payload) as RecordingPii | undefined) ?? null);
          const known = id === undefined ? undefined : (contents.get(id) as RecordingReference | undefined);
          const reference = known ?? null;
          const copy = copyOf.get(payload ?? '') ?? null;
          const shown = { row, pii, copy, reference };
          return {
            ...shown,
            contentState: pii === null ? 'ERASED' : 'PRESENT',
            url: isPlayable(shown) ? await links.toRecording({ account, recording: row._id }) : null,
            ...gate.expiryOf(row.at),
          };
        }),
      );
    },
  );

  const ofCalls: RecordingReader['ofCalls'] = async (account, calls) => {
    const filter = { account, call: { $in: [...new Set(calls)] } };
    const own = await documents.find<RecordingRow>(COLLECTIONS.recordings, filter, { fields: ['call'] });
    const views = await rows.findMany(
      account,
      own.map(({ _id }) => _id),
    );
    const sorted = [...views.values()].sort((a, b) => a.row.startedAt.getTime() - b.row.startedAt.getTime());
    return groupBy(sorted, ({ row }) => row.call);
  };

  return {
    list: (query, page) => rows.list(gatedOf(query), page),
    count: (query) => rows.count(gatedOf(query)),
    find: async (account, id) => (await rows.findMany(account, [id])).get(id) ?? null,
    findMany: (account, ids) => rows.findMany(account, ids),
    ofCalls,
  };
}

function gatedOf({ callId, status, direction, ...query }: RecordingQuery): GatedQuery {
  const only = {
    ...(callId !== undefined && { call: callId }),
    ...(status && { status }),
    ...(direction && { direction }),
  };
  return { ...query, only };
}

/** Its audio can be had: from our object store, else from the third party. */
export function isPlayable({
  row,
  pii,
  copy,
  reference,
}: Pick<RecordingView, 'row' | 'pii' | 'copy' | 'reference'>): boolean {
  if (pii === null || row.status !== 'AVAILABLE') return false;
  return row.place === 'STORE' ? copy?.state === 'STORED' : reference !== null;
}
