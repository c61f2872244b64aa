import type { CallStatus } from '../domain/call/callStatus.js';
import type { CallEventType } from '../domain/inboundEventTypes.js';
import type { CallEventData, RecordingEventData, Told } from './inboundEvents.js';

const EVENTS = {
  INITIATED: null,
  RINGING: 'call.ringing',
  ACCEPTED: 'call.connected',
  COMPLETED: 'call.ended',
  FAILED: 'call.ended',
  REJECTED: 'call.ended',
  MISSED: 'call.missed',
} as const satisfies Record<CallStatus, CallEventType | null>;

/** What a call's event is made of, whether it was read from the store or has only just arrived. */
export type CallParts = Omit<CallEventData, 'from' | 'to' | 'timestamp' | 'duration'> & {
  readonly from: string | null;
  readonly to: string | null;
  readonly at: Date;
  readonly durationSeconds: number | null;
};

/** The event that a status of a call is relayed as; null: nobody is told that a call is about to be. */
export function callEvent(parts: CallParts): Told | null {
  const event = EVENTS[parts.status];
  if (event === null) return null;
  const { numberId, callId, externalCallId, direction, status, from, to, at, durationSeconds } = parts;
  const data: CallEventData = {
    ...{ numberId, callId, externalCallId, direction, status },
    ...(from !== null && { from }),
    ...(to !== null && { to }),
    timestamp: at.toISOString(),
    duration: durationSeconds ?? 0,
  };
  return { event, data };
}

export type RecordingParts = Omit<RecordingEventData, 'timestamp' | 'duration' | 'channels'> & {
  readonly at: Date;
  readonly durationSeconds: number | null;
  readonly channels: number | null;
};

/** The event that tells of a recording which can be played. */
export function recordingEvent({ at, durationSeconds, channels, ...parts }: RecordingParts): Told {
  const data: RecordingEventData = {
    ...parts,
    timestamp: at.toISOString(),
    ...(durationSeconds !== null && { duration: durationSeconds }),
    ...(channels !== null && { channels }),
  };
  return { event: 'recording.available', data };
}
