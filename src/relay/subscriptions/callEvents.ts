import type { CallReported } from '../../domain/call/call.js';
import { isOver } from '../../domain/call/callStatus.js';
import type { RecordingReported } from '../../domain/recording/recording.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { Commit } from '../../events/eventStore.js';
import type { PayloadSource } from '../../events/vault.js';
import type { MediaLinks } from '../../media/mediaLinks.js';
import type { CallPii, CallRow, RecordingPii, RecordingRow } from '../../projections/callRows.js';
import { CALL_STREAM } from '../../projections/calls.js';
import type { Directory } from '../../projections/directory.js';
import { RECORDING_STREAM } from '../../projections/recordings.js';
import { callEvent, recordingEvent } from '../callEvent.js';
import type { RelayedEvent, Told } from '../inboundEvents.js';
import { readablePlace } from './readablePlace.js';

/** Whether a commit is of a call or a recording. */
export function isOfCall({ stream }: Commit): boolean {
  return stream.startsWith(CALL_STREAM) || stream.startsWith(RECORDING_STREAM);
}

/** The events of commits of one account's calls and recordings that may be told at this moment, by the commits' ids. */
export async function eventsOfCalls(
  core: Core,
  directory: Directory,
  account: string,
  commits: readonly Commit[],
  source: PayloadSource,
  links: MediaLinks,
): Promise<ReadonlyMap<string, RelayedEvent>> {
  const [calls, recordings] = await Promise.all([
    payloadsOf(core, account, COLLECTIONS.calls, CALL_STREAM, commits),
    payloadsOf(core, account, COLLECTIONS.recordings, RECORDING_STREAM, commits),
  ]);
  const payloads = new Map([...calls, ...recordings]);
  const contents = await core.vault.read(account, [...payloads.values()], source);
  const events = new Map<string, RelayedEvent>();
  for (const commit of commits) {
    const [event] = commit.events as unknown as readonly (CallReported | RecordingReported)[];
    const pii = contents.get(payloads.get(commit.stream) ?? '');
    // Erased since: there is nothing to tell.
    if (!event || pii === undefined) continue;
    const { number, at } = event.data;
    if (!(await readablePlace(core, directory, account, number, at))) continue;
    const told =
      event.type === 'CallReported'
        ? toldOfCall(commit, event, pii as CallPii)
        : await toldOfRecording(commit, event, pii as RecordingPii, links);
    const envelope = { id: `${commit.stream}:${event.data.told}`, account, numberId: number };
    if (told) events.set(commit._id, { ...envelope, cursor: commit._id, ...told });
  }
  return events;
}

/** The payloads of the rows that commits are of, by the streams: a report need not have brought one of its own. */
async function payloadsOf(
  { documents }: Core,
  account: string,
  collection: string,
  prefix: string,
  commits: readonly Commit[],
): Promise<readonly (readonly [string, string])[]> {
  const ids = commits.flatMap(({ stream }) =>
    stream.startsWith(prefix) ? [stream.slice(prefix.length)] : [],
  );
  if (ids.length === 0) return [];
  const filter = { account, _id: { $in: [...new Set(ids)] } };
  const rows = await documents.find<CallRow | RecordingRow>(collection, filter, { fields: ['payload'] });
  return rows.flatMap(({ _id, payload }) => (payload === null ? [] : [[prefix + _id, payload] as const]));
}

function toldOfCall({ stream }: Commit, { data }: CallReported, pii: CallPii): Told | null {
  // A stronger word on how the call ended was told before this one.
  if (isOver(data.told) && data.status !== data.told) return null;
  return callEvent({
    numberId: data.number,
    callId: stream.slice(CALL_STREAM.length),
    externalCallId: pii.externalId,
    direction: data.direction,
    status: data.told,
    from: pii.from,
    to: pii.to,
    at: data.toldAt,
    durationSeconds: data.durationSeconds,
  });
}

async function toldOfRecording(
  { stream, account }: Commit,
  { data }: RecordingReported,
  pii: RecordingPii,
  links: MediaLinks,
): Promise<Told | null> {
  if (data.told !== 'AVAILABLE') return null;
  const recordingId = stream.slice(RECORDING_STREAM.length);
  return recordingEvent({
    numberId: data.number,
    recordingId,
    callId: data.call,
    externalRecordingId: pii.externalId,
    externalCallId: pii.externalCallId,
    place: data.place,
    at: data.startedAt,
    durationSeconds: data.durationSeconds,
    channels: data.channels,
    recordingLink: await links.toRecording({ account, recording: recordingId }),
  });
}
