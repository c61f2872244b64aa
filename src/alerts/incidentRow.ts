import type { IncidentKind, IncidentPlaceName, IncidentState } from '../domain/incident.js';
import type { Doc } from '../events/documents.js';

/** What is wrong, as far as it is known. No PII. */
export interface Trouble {
  readonly kind: IncidentKind;
  /** The error's class name, or a number of records. */
  readonly reason: string;
  /** Since when, where that is known better than by its being noticed. */
  readonly since?: Date;
  /** The latest sweep in which it was seen. */
  readonly sweep?: string;
}

/**
 * A place where something is wrong or was: one document a place, which its next incident takes over, so that two
 * processes that see the same make one incident.
 */
export interface IncidentRow extends Doc {
  readonly account: string;
  /** What in the account. */
  readonly place: IncidentPlace;
  readonly state: IncidentState;
  readonly kind: IncidentKind;
  readonly reason: string;
  readonly since: Date;
  /** When it was seen last. */
  readonly seenAt: Date;
  readonly resolvedAt: Date | null;
  readonly sweep: string | null;
  /** What administrators are still to be told. */
  readonly notice?: Notice;
  /** With `notice`: from when on somebody may tell it; later than now while somebody does. */
  readonly noticeAt?: Date;
}

export type Notice = 'OPENED' | 'RESOLVED';

export interface IncidentPlace {
  readonly what: IncidentPlaceName;
  /** Of a run over one number. */
  readonly number: string | null;
  /** Of `ERASURE`: which. */
  readonly erasure?: string;
}
