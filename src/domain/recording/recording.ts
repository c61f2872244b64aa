import type { CallDirection } from '../call/call.js';
import type { Decider, NewEvent } from '../events.js';

export const RECORDING_STATUSES = ['IN_PROGRESS', 'AVAILABLE', 'ABSENT', 'FAILED'] as const;
export type RecordingStatus = (typeof RECORDING_STATUSES)[number];

/** Where its audio is played from: our object store, or the third party that recorded it. */
export const RECORDING_PLACES = ['STORE', 'THIRD_PARTY'] as const;
export type RecordingPlace = (typeof RECORDING_PLACES)[number];

/** The recording as it stands, without PII. */
export interface RecordingFacts {
  readonly number: string;
  /** Our id of its call, which may not be known yet. */
  readonly call: string;
  /** The contact of the call, if that was known. */
  readonly subject: string | null;
  /** Of the call, if that was known. */
  readonly direction: CallDirection | null;
  readonly place: RecordingPlace;
  readonly status: RecordingStatus;
  /** The instant that retention counts from: the call's, where that is earlier. */
  readonly at: Date;
  readonly startedAt: Date;
  readonly durationSeconds: number | null;
  readonly channels: number | null;
}

/** The provider told of a recording. The payload, with the first report, seals the copy's key as well. */
export type RecordingReported = NewEvent<
  'RecordingReported',
  RecordingFacts & {
    readonly told: RecordingStatus;
    readonly storedAt: Date;
    /** Bytes of the sealed payload; 0 without one. */
    readonly bytes: number;
    /** The payload with what the third party knows the recording by, with the first report. */
    readonly reference: string | null;
  }
>;

export type RecordingState =
  | { readonly kind: 'UNKNOWN' }
  | {
      readonly kind: 'KNOWN';
      readonly facts: RecordingFacts;
      readonly told: readonly RecordingStatus[];
      readonly payload: string | null;
    };

export const recordingDecider: Decider<RecordingState, RecordingReported> = {
  initial: { kind: 'UNKNOWN' },
  evolve: (state, { data, payload }) => {
    const { told, storedAt: _, bytes: __, reference: ___, ...facts } = data;
    const before = state.kind === 'KNOWN' ? state : { told: [], payload: null };
    return { kind: 'KNOWN', facts, told: [...before.told, told], payload: payload ?? before.payload };
  },
};

/** The stream of a recording; its id is derived from the provider's. */
export function recordingStream(id: string): string {
  return `recording:${id}`;
}
