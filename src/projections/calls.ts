import type { CallReported } from '../domain/call/call.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Commit } from '../events/eventStore.js';
import type { Project, Write } from '../events/writes.js';
import type { CallRow } from './callRows.js';

export const CALL_STREAM = 'call:';

/** The rows of calls, and when their contacts were heard of last. */
export const projectCalls: Project = (commit) => {
  if (!commit.stream.startsWith(CALL_STREAM)) return [];
  return (commit.events as unknown as readonly CallReported[]).flatMap((event) => [
    commit.version === 1 ? inserted(commit, event) : changed(commit, event),
    ...seen(commit, event),
  ]);
};

type Changing = Omit<CallRow, '_id' | 'account' | 'payload' | 'bytes' | 'reference' | 'storedAt'>;

function changing({ version }: Commit, { data }: CallReported): Changing {
  const { told: _, toldAt: __, storedAt, bytes: ___, reference: ____, ...facts } = data;
  return { ...facts, updatedAt: storedAt, version };
}

function inserted(commit: Commit, event: CallReported): Write {
  const { bytes, reference, storedAt } = event.data;
  const doc: CallRow = {
    _id: commit.stream.slice(CALL_STREAM.length),
    account: commit.account,
    ...changing(commit, event),
    payload: event.payload ?? null,
    bytes,
    ...(reference !== null && { reference }),
    storedAt,
  };
  return { kind: 'insert', collection: COLLECTIONS.calls, doc };
}

function changed(commit: Commit, event: CallReported): Write {
  const { payload, data } = event;
  const filter = { _id: commit.stream.slice(CALL_STREAM.length), account: commit.account };
  const set = {
    ...changing(commit, event),
    ...(payload !== undefined && { payload, bytes: data.bytes }),
  };
  return { kind: 'update', collection: COLLECTIONS.calls, update: { filter, set }, mustExist: true };
}

/**
 * As with messages: without its subject's row no PII of a call is kept, and the sweep sees that the row is in use. What
 * is told later of a call whose contact was erased is kept without.
 */
function seen({ account }: Commit, { data: { subject, at }, payload }: CallReported): Write[] {
  if (subject === null) return [];
  const update = { filter: { _id: subject, account }, max: { seenAt: at } };
  const mustExist = payload !== undefined;
  return [{ kind: 'update', collection: COLLECTIONS.conversations, update, mustExist }];
}
