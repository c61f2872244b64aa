import type { InboundCall, InboundRecording } from '../channels/calls.js';
import { callIdOf } from '../projections/callIds.js';
import type { NumberRow } from '../projections/rows.js';
import { callEvent, recordingEvent } from '../relay/callEvent.js';
import type { Told } from '../relay/inboundEvents.js';
import type { CallReceiverDeps } from './receiveCalls.js';

type Deps = Pick<CallReceiverDeps, 'core' | 'links' | 'direct'>;

/**
 * Hands on what was told of a call or recording that may not be stored, and comes back when every endpoint took it;
 * nothing of it is kept but that they did. Audio stays where it is; a sealed link plays it from there.
 * @param deadline of `performance.now()`
 * @throws RelayNotTaken: it must be told again
 */
export async function relayCall(
  deps: Deps,
  number: NumberRow,
  event: InboundCall | InboundRecording,
  deadline: number,
): Promise<'relayed' | 'duplicate'> {
  const of = { account: number.account, number: number._id };
  const id = await callIdOf(deps.core, event.kind, of, event.externalId);
  const told =
    event.kind === 'call' ? callTold(number, event, id) : await recordingTold(deps, number, event, id);
  if (!told) return 'relayed';
  const mark = `${id}/${event.status}`;
  const envelope = { id: `${event.kind}:${id}:${event.status}`, account: of.account, numberId: of.number };
  const isNews = await deps.direct.relay({ ...envelope, cursor: null, ...told }, mark, deadline);
  return isNews ? 'relayed' : 'duplicate';
}

function callTold({ _id: numberId }: NumberRow, event: InboundCall, callId: string): Told | null {
  const { externalId: externalCallId, direction, status, from, to, at, durationSeconds } = event;
  return callEvent({ numberId, callId, externalCallId, direction, status, from, to, at, durationSeconds });
}

async function recordingTold(
  { core, links }: Deps,
  { account, _id: numberId, piiMode }: NumberRow,
  event: InboundRecording,
  recordingId: string,
): Promise<Told | null> {
  if (event.status !== 'AVAILABLE') return null;
  const { accountSid, externalId, externalCallId, url, at, durationSeconds, channels } = event;
  const link = { account, number: numberId, accountSid, recordingSid: externalId, url };
  return recordingEvent({
    ...{ numberId, recordingId, externalCallId, at, durationSeconds, channels },
    callId: await callIdOf(core, 'call', { account, number: numberId }, externalCallId),
    externalRecordingId: externalId,
    place: 'THIRD_PARTY',
    recordingLink: await links.toRelayedRecording(link, piiMode !== 'RELAY_ONLY'),
  });
}
