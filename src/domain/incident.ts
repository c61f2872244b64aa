import { PHASES, PROBLEM_KINDS } from './sweep.js';

/**
 * What administrators are told of: a phase that could not do its work, got nowhere, or keeps failing on some records for
 * long, a run that broke off, records that should be gone for long, an erasure of a person that keeps failing, the database
 * away.
 */
export const INCIDENT_KINDS = [
  ...PROBLEM_KINDS,
  'NO_PROGRESS',
  'LASTING',
  'BROKEN_OFF',
  'OVERDUE',
  'ERASURE_FAILING',
  'DATABASE_UNREACHABLE',
] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

export const INCIDENT_STATES = ['OPEN', 'RESOLVED'] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];

/** A phase, runs as a whole, the records that should be gone, the erasure of one person, or the database. */
export const INCIDENT_PLACES = [...PHASES, 'RUN', 'RECORDS', 'ERASURE', 'DATABASE'] as const;
export type IncidentPlaceName = (typeof INCIDENT_PLACES)[number];
