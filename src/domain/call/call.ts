import type { Decider, NewEvent } from '../events.js';
import type { CallStatus } from './callStatus.js';

export const CALL_DIRECTIONS = ['INBOUND', 'OUTBOUND'] as const;
export type CallDirection = (typeof CALL_DIRECTIONS)[number];

/** Over what a call went: a telephony provider of Twilio's shape, or WhatsApp. */
export const CALL_CHANNELS = ['TELEPHONY', 'WHATSAPP'] as const;
export type CallChannel = (typeof CALL_CHANNELS)[number];

/** The call as it stands, without PII: the same whatever the order in which its reports came. */
export interface CallFacts {
  readonly number: string;
  readonly channel: CallChannel;
  /** The contact on the other side; null while nobody told who that is. */
  readonly subject: string | null;
  readonly direction: CallDirection;
  /** The call that this one is a leg of, by our id. */
  readonly parent: string | null;
  readonly status: CallStatus;
  /** The instant that retention counts from. */
  readonly at: Date;
  /** When it began, by the provider's clock. */
  readonly startedAt: Date;
  readonly connectedAt: Date | null;
  readonly endedAt: Date | null;
  /** Whole seconds of talking. */
  readonly durationSeconds: number | null;
  readonly errorCode: number | null;
}

/** The provider told of a call; a payload holds all PII of the call and takes the place of an earlier one. */
export type CallReported = NewEvent<
  'CallReported',
  CallFacts & {
    /** What was told this time; the call may stand further already. */
    readonly told: CallStatus;
    readonly toldAt: Date;
    readonly storedAt: Date;
    /** Bytes of the sealed payload; 0 without one. */
    readonly bytes: number;
    /** The payload with what a third party knows the call by, with the first report; null: it keeps nothing of it. */
    readonly reference: string | null;
  }
>;

export type CallState =
  | { readonly kind: 'UNKNOWN' }
  | {
      readonly kind: 'KNOWN';
      readonly facts: CallFacts;
      readonly told: readonly CallStatus[];
      readonly payload: string | null;
    };

export const callDecider: Decider<CallState, CallReported> = {
  initial: { kind: 'UNKNOWN' },
  evolve: (state, { data, payload }) => {
    const { told, toldAt: _, storedAt: __, bytes: ___, reference: ____, ...facts } = data;
    const before = state.kind === 'KNOWN' ? state : { told: [], payload: null };
    return { kind: 'KNOWN', facts, told: [...before.told, told], payload: payload ?? before.payload };
  },
};

/** The stream of a call; its id is derived from the provider's. */
export function callStream(id: string): string {
  return `call:${id}`;
}
