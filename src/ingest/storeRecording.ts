import type { InboundRecording } from '../channels/calls.js';
import { callStream } from '../domain/call/call.js';
import { SYSTEM } from '../domain/events.js';
import { recordingDecider, recordingStream } from '../domain/recording/recording.js';
import { reportRecording } from '../domain/recording/reportRecording.js';
import { COLLECTIONS } from '../events/collections.js';
import { loadState } from '../events/handle.js';
import { SubjectGone, type Payload } from '../events/vault.js';
import type { Write } from '../events/writes.js';
import { utcDay } from '../lib/clock.js';
import { mediaKeyOf } from '../media/mediaKey.js';
import { callIdOf } from '../projections/callIds.js';
import type { CallRow, RecordingPii } from '../projections/callRows.js';
import type { MediaRow } from '../projections/mediaRow.js';
import { numberScope } from '../projections/rows.js';
import { newObjectKey } from '../storage/objectKey.js';
import type { CallReceiverDeps } from './receiveCalls.js';
import { sealReference, storedAt, type CallPlace, type CallStored } from './storeCall.js';

/**
 * Stores what was told of a recording, and has its audio copied where the number's setting says so. It is as old as its
 * call: the two go together.
 * @throws VersionConflict, StaleGuard: decide anew
 */
export async function storeRecording(
  { core, relays }: CallReceiverDeps,
  place: CallPlace,
  event: InboundRecording,
  arrivedAt: Date,
): Promise<CallStored> {
  const { _id: number, account, telephony } = place.number;
  const of = { account, number };
  const id = await callIdOf(core, 'recording', of, event.externalId);
  const callId = await callIdOf(core, 'call', of, event.externalCallId);
  const stream = recordingStream(id);
  const [{ state, version }, call] = await Promise.all([
    loadState(core.store, recordingDecider, account, stream),
    core.documents.findOne<CallRow>(COLLECTIONS.calls, { _id: callId, account }),
  ]);
  const begunAt = call && call.at < event.at ? call.at : event.at;
  const at = storedAt(place, state.kind === 'KNOWN' ? state.facts.at : begunAt, arrivedAt);
  if (at === null) return 'PAST_WINDOW';
  if (state.kind === 'KNOWN' && state.told.includes(event.status)) return 'DUPLICATE';

  const sealed = state.kind === 'KNOWN' ? null : await seal(core, of, event, at, call);
  const subject = sealed?.own.subject ?? null;
  const payload = state.kind === 'KNOWN' ? state.payload : (sealed?.own._id ?? null);
  const { status, durationSeconds, channels } = event;
  const events = reportRecording(
    state,
    {
      ...{ number, call: callId, subject, status, at, durationSeconds, channels },
      direction: call?.direction ?? null,
      place: telephony?.recordings === 'COPY' ? 'STORE' : 'THIRD_PARTY',
      startedAt: event.at,
      storedAt: arrivedAt,
    },
    {
      own: { id: sealed?.own._id ?? '', bytes: sealed?.own.box.length ?? 0 },
      reference: sealed?.reference._id ?? '',
    },
  );
  const isToBeCopied = status === 'AVAILABLE' && events.some(({ data }) => data.place === 'STORE');
  const copy =
    isToBeCopied && payload !== null
      ? await pendingCopy(core, of, event, { recording: id, payload, at, now: arrivedAt })
      : [];
  const relayed = await relays.rowsFor({
    ...of,
    stream,
    version: version + 1,
    at,
    conversation: callStream(callId),
  });
  await core.store.append([
    {
      account,
      stream,
      expectedVersion: version,
      events,
      by: SYSTEM,
      payloads: sealed ? [sealed.own, sealed.reference] : [],
      guard: { collection: COLLECTIONS.numbers, id: number, version: place.number.version },
      also: [...copy, ...relayed],
    },
  ]);
  if (relayed.length > 0) relays.wake();
  return 'STORED';
}

interface Of {
  readonly account: string;
  readonly number: string;
}
type Core = CallReceiverDeps['core'];

async function seal(
  core: Core,
  { account, number }: Of,
  event: InboundRecording,
  at: Date,
  call: CallRow | null,
): Promise<{ readonly own: Payload; readonly reference: Payload }> {
  const { externalId, externalCallId, url, accountSid } = event;
  const content: RecordingPii = { externalId, externalCallId, url };
  const request = { account, scope: numberScope(number), day: utcDay(at), content };
  const own = await core.vault
    .seal({ ...request, subject: call?.subject ?? null })
    .catch((error: unknown) => {
      // The contact was forgotten between the call and its recording.
      if (!(error instanceof SubjectGone)) throw error;
      return core.vault.seal({ ...request, subject: null });
    });
  const ids = { accountSid, callSid: externalCallId, recordingSid: externalId };
  return { own, reference: await sealReference(core, account, ids) };
}

/** The audio is still to be fetched: written with the commit that tells of it. */
async function pendingCopy(
  core: Core,
  { account, number }: Of,
  { externalId }: InboundRecording,
  of: { readonly recording: string; readonly payload: string; readonly at: Date; readonly now: Date },
): Promise<readonly Write[]> {
  const doc: MediaRow = {
    _id: of.payload,
    account,
    number,
    message: of.recording,
    isRecording: true,
    at: of.at,
    state: 'PENDING',
    object: newObjectKey('recordings', account),
    bytes: 0,
    externalKey: await mediaKeyOf(core, account, number, externalId),
    attempts: 0,
    dueAt: of.now,
    createdAt: of.now,
  };
  return [{ kind: 'insert', collection: COLLECTIONS.media, doc }];
}
