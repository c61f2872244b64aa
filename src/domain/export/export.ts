import type { NewEvent } from '../events.js';

/** What an export is of; ids alone. */
export interface ExportScope {
  /** Null: every number of the account. */
  readonly number: string | null;
  /** A person, on all numbers; null: everybody. */
  readonly contact: string | null;
  /** Both inclusive; null: unbounded. */
  readonly startDate: Date | null;
  readonly endDate: Date | null;
}

/**
 * READY: its link can be followed; RUNNING: it is being downloaded; COMPLETED and FAILED: how the last download ended, the
 * link works on; EXPIRED, REVOKED: the link works no more.
 */
export const EXPORT_STATES = ['READY', 'RUNNING', 'COMPLETED', 'FAILED', 'EXPIRED', 'REVOKED'] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

export type ExportRequested = NewEvent<'ExportRequested', ExportScope>;
/** Somebody followed the link, or the command line wrote the file. */
export type ExportDownloaded = NewEvent<'ExportDownloaded'>;
export type ExportRevoked = NewEvent<'ExportRevoked'>;
export type ExportEvent = ExportRequested | ExportDownloaded | ExportRevoked;

export const EXPORT_STREAM = 'export:';

export function exportStream(id: string): string {
  return EXPORT_STREAM + id;
}
