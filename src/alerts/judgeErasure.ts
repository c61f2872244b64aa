import type { ErasureRow } from '../retention/erase/erasureRow.js';
import type { IncidentPlace } from './incidentRow.js';
import type { Incidents } from './incidents.js';

/** So many tries in vain are told: what is away for a moment is no incident. */
const AFTER_ATTEMPTS = 3;

/** Tells from an erasure that was tried whether it keeps failing somewhere. */
export async function judgeErasure(incidents: Incidents, row: ErasureRow): Promise<void> {
  const { account, _id: erasure, targets } = row;
  const place: IncidentPlace = { what: 'ERASURE', number: null, erasure };
  const failing = targets.filter(({ state }) => state === 'FAILED');
  const [first] = failing.filter(({ attempts }) => attempts >= AFTER_ATTEMPTS);
  if (failing.length === 0) await incidents.resolve(account, place);
  if (!first) return;
  const reason = `${first.target}: ${first.lastError ?? 'Error'}`;
  await incidents.report(account, place, { kind: 'ERASURE_FAILING', reason, since: first.since });
}
