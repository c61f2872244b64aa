import type { NewEvent } from '../events.js';

/** The places that the erasure of one person must reach; each has a status of its own. */
export const ERASURE_TARGETS = [
  /** Who they are: names, numbers, and the secret that all they wrote is sealed with. */
  'CONVERSATIONS',
  /** What was still to be sent to them. */
  'QUEUED_SENDS',
  'SEND_LOG',
  'MESSAGES',
  'STATUSES',
  /** What webhook endpoints answered when they were told of it. */
  'DELIVERIES',
  /** Files, every version of them. */
  'MEDIA',
  /** Copies of recordings are among the files. */
  'RECORDINGS',
  'CALLS',
  /** What a telephony provider keeps of their calls. */
  'THIRD_PARTY',
  'CHATWOOT',
] as const;
export type ErasureTarget = (typeof ERASURE_TARGETS)[number];

export const TARGET_STATES = ['PENDING', 'DONE', 'FAILED', 'HELD', 'NOT_APPLICABLE'] as const;
export type TargetState = (typeof TARGET_STATES)[number];

export const ERASURE_STATES = ['RUNNING', 'HELD', 'COMPLETED'] as const;
export type ErasureState = (typeof ERASURE_STATES)[number];

/** Somebody is to be forgotten. `payload`: by what they are known outside of the database, until that is done. */
export type ErasureRequested = NewEvent<
  'ErasureRequested',
  { readonly by: 'CONTACT' | 'PHONE_NUMBER'; readonly contact: string | null }
>;
/** Every target is done; the payload of the request is erased with this. */
export type ErasureCompleted = NewEvent<
  'ErasureCompleted',
  { readonly counts: Readonly<Partial<Record<ErasureTarget, number>>> }
>;
export type ErasureEvent = ErasureRequested | ErasureCompleted;

export const ERASURE_STREAM = 'erasure:';

export function erasureStream(id: string): string {
  return ERASURE_STREAM + id;
}

/** Nothing is left to do for a target in this state. */
export function isSettled(state: TargetState): boolean {
  return state === 'DONE' || state === 'NOT_APPLICABLE';
}
