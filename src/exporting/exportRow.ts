import type { ExportScope, ExportState } from '../domain/export/export.js';
import type { Actor } from '../domain/events.js';
import type { Doc } from '../events/documents.js';

/** How far a download is, in records; the total is what was there when it began. */
export interface ExportProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * An export that was asked for: a right to download, and nothing that was exported. What it holds is read when it is
 * downloaded (docs/decisions/0016-exports-are-made-while-they-are-downloaded.md).
 */
export interface ExportRow extends Doc, ExportScope {
  readonly account: string;
  readonly by: Actor;
  readonly state: Exclude<ExportState, 'EXPIRED'>;
  readonly createdAt: Date;
  /** Until when its link works. */
  readonly linkUntil: Date;
  readonly progress: ExportProgress;
  readonly downloads: number;
  /** When the row itself vanishes. */
  readonly expiresAt: Date;
}

export function stateOf({ state, linkUntil }: ExportRow, now: Date): ExportState {
  if (state === 'REVOKED' || state === 'RUNNING') return state;
  return linkUntil <= now ? 'EXPIRED' : state;
}
