import { COLLECTIONS } from '../events/collections.js';
import type { DocumentOperations } from '../events/documents.js';
import type { CallRow, RecordingRow } from '../projections/callRows.js';
import { CALL_STREAM } from '../projections/calls.js';
import { doomMedia } from '../projections/mediaRow.js';
import { RECORDING_STREAM } from '../projections/recordings.js';
import { deleteStreams } from './deleteStreams.js';

/** Calls and recordings lie alike: what is PII is sealed in `payload`, and `reference` tells what a third party has. */
export interface CallKind {
  readonly name: 'RECORDINGS' | 'CALLS';
  /** The class of what a third party has of them. */
  readonly there: 'THIRD_PARTY_RECORDINGS' | 'THIRD_PARTY_CALLS';
  readonly collection: string;
  readonly stream: string;
}

export const RECORDINGS: CallKind = {
  name: 'RECORDINGS',
  there: 'THIRD_PARTY_RECORDINGS',
  collection: COLLECTIONS.recordings,
  stream: RECORDING_STREAM,
};

export const CALLS: CallKind = {
  name: 'CALLS',
  there: 'THIRD_PARTY_CALLS',
  collection: COLLECTIONS.calls,
  stream: CALL_STREAM,
};

/** Recordings before their calls: at the third party a recording is found by its call. */
export const CALL_KINDS: readonly CallKind[] = [RECORDINGS, CALLS];

/** What both rows have. */
export type CallLike = Pick<
  CallRow | RecordingRow,
  '_id' | 'number' | 'subject' | 'at' | 'payload' | 'reference'
> &
  Partial<Pick<RecordingRow, 'stored'>>;

/** Erases the sealed PII of calls or recordings, and with it what opens the copies: these are doomed. */
export async function erasePayloads(
  tx: DocumentOperations,
  account: string,
  rows: readonly Pick<CallLike, 'payload'>[],
  now: Date,
): Promise<void> {
  const payloads = rows.flatMap(({ payload }) => payload ?? []);
  if (payloads.length === 0) return;
  await tx.deleteMany(COLLECTIONS.payloads, { account, _id: { $in: payloads } });
  await doomMedia(tx, account, payloads, now);
}

/** Deletes rows and streams of which nothing is left anywhere. */
export async function deleteCallRecords(
  tx: DocumentOperations,
  account: string,
  { collection, stream }: CallKind,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await deleteStreams(
    tx,
    account,
    ids.map((id) => stream + id),
  );
  await tx.deleteMany(collection, { account, _id: { $in: ids } });
}
