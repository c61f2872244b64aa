import type { PersonIdentity } from './inbound.js';

/** What a provider tells of a call at one time. PII: the ids, the parties. */
export interface InboundCall {
  readonly kind: 'call';
  readonly channel: 'TELEPHONY' | 'WHATSAPP';
  /** The provider's id of the call. */
  readonly externalId: string;
  readonly direction: 'INBOUND' | 'OUTBOUND';
  readonly status: 'INITIATED' | 'RINGING' | 'ACCEPTED' | 'REJECTED' | 'COMPLETED' | 'FAILED' | 'MISSED';
  /** When that was by the provider's clock, never later than it arrived. */
  readonly at: Date;
  /** The other party; nobody where the provider names none or hides it. */
  readonly peer: PersonIdentity;
  /** Who called and who was called: E.164 with `+` where it is a phone number, else as it came. */
  readonly from: string | null;
  readonly to: string | null;
  readonly connectedAt: Date | null;
  /** Whole seconds of talking. */
  readonly durationSeconds: number | null;
  readonly errorCode: number | null;
  /** The provider's id of the call that this one is a leg of. */
  readonly parentExternalId: string | null;
  /** The provider's account that keeps something of the call; null: none does. */
  readonly accountSid: string | null;
}

/** What a provider tells of a recording at one time. */
export interface InboundRecording {
  readonly kind: 'recording';
  readonly externalId: string;
  readonly externalCallId: string;
  readonly accountSid: string;
  readonly status: 'IN_PROGRESS' | 'AVAILABLE' | 'ABSENT' | 'FAILED';
  /** When it began, never later than this arrived. */
  readonly at: Date;
  readonly durationSeconds: number | null;
  readonly channels: number | null;
  /** Where its audio is, as the provider tells. */
  readonly url: string | null;
}
