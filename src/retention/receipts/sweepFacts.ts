import { RECORD_CLASSES, type RecordClass } from '../../domain/sweep.js';
import type { ReceiptFacts, ReceiptPolicy } from '../../domain/receipt/receipt.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { AccountRow, NumberRow } from '../../projections/rows.js';
import type { ErasureRow } from '../erase/erasureRow.js';
import type { SweepRow } from '../sweepRow.js';
import { hexOf } from './erasedIds.js';

const READABLE_THERE = 'THIRD_PARTY_METADATA_READABLE_40_DAYS';

/** What a receipt tells of a sweep that is over. */
export async function sweepFacts(core: Core, row: SweepRow): Promise<ReceiptFacts> {
  const { _id: id, kind, trigger, state, number = null, phases } = row;
  const didThirdParty = phases.some(({ name, deleted }) => name === 'THIRD_PARTY' && deleted > 0);
  return {
    kind: 'SWEEP',
    id,
    sweep: { kind, trigger, state },
    number,
    policy: await policyOf(core, row),
    asOf: row.asOf.toISOString(),
    phases: phases.map(({ name, deleted, redacted, failed, held = {} }) => {
      const kept = Object.values(held).reduce((sum, count) => sum + count, 0);
      return { name, deleted, redacted, failed, held: kept };
    }),
    classes: RECORD_CLASSES.map((recordClass) => ({
      class: recordClass,
      erased: phases.reduce((sum, { classes }) => sum + countIn(classes, recordClass), 0),
      held: phases.reduce((sum, { held = {} }) => sum + (held[recordClass] ?? 0), 0),
    })),
    erasedIds: hexOf(row.erasedIds),
    notes: didThirdParty ? [READABLE_THERE] : [],
  };
}

/** A run of an older version knows fewer classes. */
function countIn(counts: Readonly<Partial<Record<RecordClass, number>>>, recordClass: RecordClass): number {
  return counts[recordClass] ?? 0;
}

/** What a receipt tells of the erasure of one person. */
export function erasureFacts(row: ErasureRow): ReceiptFacts {
  return {
    kind: 'ERASURE',
    id: row._id,
    number: null,
    policy: { kind: 'ERASURE_REQUEST' },
    asOf: row.createdAt.toISOString(),
    targets: row.targets.map(({ target, count: erased }) => ({ target, erased })),
    classes: [],
    erasedIds: hexOf(row.erasedIds),
    notes: row.targets.some(({ target, count }) => target === 'THIRD_PARTY' && count > 0)
      ? [READABLE_THERE]
      : [],
  };
}

/** A removed number stores nothing, whatever its mode was. */
async function policyOf({ documents }: Core, { account, number }: SweepRow): Promise<ReceiptPolicy> {
  if (number === undefined) {
    const row = await documents.findOne<AccountRow>(COLLECTIONS.accounts, { _id: account, account });
    return { kind: 'DATA_RETENTION', days: row?.dataRetentionDays ?? null };
  }
  const row = await documents.findOne<NumberRow>(COLLECTIONS.numbers, { _id: number, account });
  if (!row || row.removedAt) return { kind: 'PII_MODE', mode: 'RELAY_ONLY', days: null };
  return { kind: 'PII_MODE', mode: row.piiMode, days: row.piiRetentionDays };
}
