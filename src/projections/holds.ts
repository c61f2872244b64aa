import type { Actor } from '../domain/events.js';
import { SYSTEM } from '../domain/events.js';
import { HOLD_STREAM, type HoldEvent, type HoldFacts } from '../domain/hold/hold.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Doc } from '../events/documents.js';
import type { Project } from '../events/writes.js';
import { projectStream, rewriteRow } from './settings.js';

/** A legal hold; a released one stays, to tell what was held when. */
export interface HoldRow extends Doc, HoldFacts {
  readonly account: string;
  /** Payload with {@link HoldReason}. It goes with its contact or conversation. */
  readonly reason: string;
  /** Present until it is released (a partial index is on it). */
  readonly active?: true;
  readonly createdAt: Date;
  readonly by: Actor;
  readonly releasedAt?: Date;
  readonly releasedBy?: Actor;
  readonly version: number;
}

/** What `HoldRow.reason` opens to. */
export interface HoldReason {
  readonly reason: string;
}

/** Commits of `hold:<id>` → HoldRow. */
export const projectHolds: Project = projectStream<HoldEvent>(HOLD_STREAM, (event, commit, id) => {
  const { account, at, by = SYSTEM, version } = commit;
  if (event.type === 'HoldReleased')
    return rewriteRow(COLLECTIONS.holds, commit, id, { releasedAt: at, releasedBy: by }, ['active']);
  const { data, payload: reason = '' } = event;
  const doc: HoldRow = { _id: id, account, ...data, reason, active: true, createdAt: at, by, version };
  return { kind: 'insert', collection: COLLECTIONS.holds, doc };
});
