import { numberCutoff, type Cutoff, type Notice } from '../domain/retentionRules.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Filter } from '../events/documents.js';
import { notFound } from '../lib/errors.js';
import type { Directory } from '../projections/directory.js';
import { numberPolicy, type NumberRow } from '../projections/rows.js';
import { allowedRange } from './gate.js';
import type { SendLogQuery } from './sendLog.js';

/** Which entries a list of the send log may show at all; their PII has a line of its own (sendLogRules.ts). */
export interface SendLogGate {
  readonly notice: Notice | null;
  /** Null: none at all. */
  readonly filter: Filter | null;
}

/** @throws LetheError NOT_FOUND for a number that is not the account's */
export async function openSendLogGate(
  core: Core,
  directory: Directory,
  query: SendLogQuery,
): Promise<SendLogGate> {
  const { account, numberId, apiKeyId, status } = query;
  const numbers = await numbersOf(core, directory, account, numberId);
  const windows = numbers.flatMap((row) => windowOf(row, core.clock()));
  const notice = noticeOf(numbers, windows.length);
  const [first, ...others] = windows;
  if (!first) return { notice, filter: null };
  // The widest window bounds the index; each number's own follows, where they differ.
  const widest = others.reduce(
    (cutoff, window) => (cutoff === null || window.cutoff === null ? null : earlier(cutoff, window.cutoff)),
    first.cutoff,
  );
  const rest = { ...(apiKeyId !== undefined && { apiKey: apiKeyId }), ...(status && { status }) };
  const at = allowedRange({ cutoff: widest }, query);
  if (numberId !== undefined) return { notice, filter: { account, number: numberId, at, ...rest } };
  const allowed = windows.map(({ number, cutoff }) => ({
    number,
    ...(cutoff !== null && { at: { $gt: cutoff } }),
  }));
  return { notice, filter: { account, at, $or: allowed, ...rest } };
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}

async function numbersOf(
  { documents }: Core,
  directory: Directory,
  account: string,
  numberId: string | undefined,
): Promise<readonly NumberRow[]> {
  if (numberId === undefined)
    return documents.find<NumberRow>(COLLECTIONS.numbers, { account, removedAt: { $exists: false } });
  const row = await directory.number(account, numberId);
  if (!row) throw notFound('number');
  return [row];
}

interface Window {
  readonly number: string;
  readonly cutoff: Cutoff;
}

/** Entries of before the window are not listed; those before a floor are, without their PII: billing needs them. */
function windowOf(row: NumberRow, now: Date): readonly Window[] {
  const policy = { ...numberPolicy(row), floor: null };
  if (policy.mode === 'RELAY_ONLY') return [];
  return [{ number: row._id, cutoff: numberCutoff(policy, now) }];
}

function noticeOf(numbers: readonly NumberRow[], shown: number): Notice | null {
  if (shown === 0) return numbers.length > 0 ? 'PII_RELAY_ONLY' : null;
  if (numbers.some(({ piiMode }) => piiMode === 'STORE_X_DAYS')) return 'PII_WINDOW';
  return shown < numbers.length ? 'PII_RELAY_ONLY' : null;
}
