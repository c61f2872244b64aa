import type { RecordingReported } from '../domain/recording/recording.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Commit } from '../events/eventStore.js';
import type { Project, Write } from '../events/writes.js';
import type { RecordingRow } from './callRows.js';

export const RECORDING_STREAM = 'recording:';

/** The rows of recordings. */
export const projectRecordings: Project = (commit) => {
  if (!commit.stream.startsWith(RECORDING_STREAM)) return [];
  return (commit.events as unknown as readonly RecordingReported[]).map((event) =>
    commit.version === 1 ? inserted(commit, event) : changed(commit, event),
  );
};

type Changing = Omit<RecordingRow, '_id' | 'account' | 'payload' | 'bytes' | 'reference' | 'storedAt'>;

function changing({ version }: Commit, { data }: RecordingReported): Changing {
  const { told: _, storedAt, bytes: __, reference: ___, ...facts } = data;
  const isStored = facts.place === 'STORE' && facts.status === 'AVAILABLE';
  return { ...facts, ...(isStored && { stored: true }), updatedAt: storedAt, version };
}

function inserted(commit: Commit, event: RecordingReported): Write {
  const { bytes, reference, storedAt } = event.data;
  const doc: RecordingRow = {
    _id: commit.stream.slice(RECORDING_STREAM.length),
    account: commit.account,
    ...changing(commit, event),
    payload: event.payload ?? null,
    bytes,
    ...(reference !== null && { reference }),
    storedAt,
  };
  return { kind: 'insert', collection: COLLECTIONS.recordings, doc };
}

function changed(commit: Commit, event: RecordingReported): Write {
  const filter = { _id: commit.stream.slice(RECORDING_STREAM.length), account: commit.account };
  const update = { filter, set: { ...changing(commit, event) } };
  return { kind: 'update', collection: COLLECTIONS.recordings, update, mustExist: true };
}
