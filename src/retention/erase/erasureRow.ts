import type { ErasureState, ErasureTarget, TargetState } from '../../domain/erasure/erasure.js';
import type { Actor } from '../../domain/events.js';
import type { Doc } from '../../events/documents.js';
import type { IdsSum } from '../receipts/erasedIds.js';
import type { ProcessRef } from '../../lib/processRef.js';

/** How far one place is. Counts alone, no PII. */
export interface TargetRow {
  readonly target: ErasureTarget;
  readonly state: TargetState;
  /** Records that were deleted, redacted or canceled there. */
  readonly count: number;
  readonly attempts: number;
  /** The class of the last try's error, or a word of a closed list; null: it did not fail. */
  readonly lastError: string | null;
  /** Since when it is in this state. */
  readonly since: Date;
}

/**
 * The erasure of one person. Not a read model: what was tried is known here alone. By what the person is known lies sealed
 * in `identity`, under a key of its own, until every target is done; then both are destroyed.
 */
export interface ErasureRow extends Doc {
  readonly account: string;
  readonly by: Actor;
  /** The contact that was named; null: a phone number was. */
  readonly contact: string | null;
  readonly state: ErasureState;
  /** Present until it is finished (a partial index is on it). */
  readonly open?: true;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** Payload with {@link ErasedIdentity}. */
  readonly identity: string;
  /** Whom it was found to be, number by number: random ids. */
  readonly subjects: readonly string[];
  readonly targets: readonly TargetRow[];
  /** Of the ids of all that was erased. */
  readonly erasedIds?: IdsSum;
  /** How often it was run. */
  readonly attempts: number;
  /** When it is tried next. */
  readonly dueAt: Date;
  /** Rises with each worker that takes it over: what an earlier one still writes is refused. */
  readonly fence: number;
  readonly leaseUntil: Date | null;
  readonly worker?: ProcessRef;
}

/** What `ErasureRow.identity` opens to. All PII. */
export interface ErasedIdentity {
  readonly phones: readonly string[];
  readonly userIds: readonly string[];
}

export function identifiersOfErased({ phones, userIds }: ErasedIdentity): readonly string[] {
  return [...phones.map((phone) => `phone:${phone}`), ...userIds.map((userId) => `user:${userId}`)];
}

/** The scope of an erasure's own key. */
export function erasureScope(id: string): string {
  return `erasure:${id}`;
}
