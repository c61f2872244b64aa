import type { ReceiptIssued } from '../../domain/receipt/receipt.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { Append, Commit } from '../../events/eventStore.js';
import type { Write } from '../../events/writes.js';
import type { NumberRow } from '../../projections/rows.js';
import type { OpenedEvent } from './openSources.js';
import { relayWrite } from './relayOutbox.js';
import type { WebhookTargets } from './targets.js';

/** The rows by which endpoints hear that a sweep is over: those of its number, or of all the account's. */
export async function rowsForReceipt(
  core: Core,
  targets: WebhookTargets,
  { account, stream, expectedVersion, events }: Append,
): Promise<readonly Write[]> {
  const [issued] = events as unknown as readonly ReceiptIssued[];
  const body = issued?.data.body;
  if (body?.kind !== 'SWEEP' || !(await targets.hasAny(account))) return [];
  const present = {
    account,
    removedAt: { $exists: false },
    ...(body.number !== null && { _id: body.number }),
  };
  const numbers = await core.documents.find<NumberRow>(COLLECTIONS.numbers, present, { fields: ['_id'] });
  const rows: Write[] = [];
  for (const { _id: number } of numbers) {
    const endpoints = await targets.ofNumber(account, number);
    if (!endpoints.some(({ isActive, events: wanted }) => isActive && wanted.length > 0)) continue;
    const event = { account, number, stream, version: expectedVersion + 1, conversation: stream };
    rows.push(relayWrite(core, { ...event, at: new Date(body.at) }));
  }
  return rows;
}

/** What is told of a sweep. Ids and counts, no PII. */
export function openReceiptEvent({ _id: receiptId, events }: Commit): OpenedEvent | null {
  const [issued] = events as unknown as readonly ReceiptIssued[];
  if (issued?.data.body.kind !== 'SWEEP') return null;
  const { body, hash } = issued.data;
  const { id: sweepId, number: numberId, asOf, at: createdAt, phases = [], sweep } = body;
  const sum = (name: 'deleted' | 'redacted' | 'failed' | 'held'): number =>
    phases.reduce((total, phase) => total + phase[name], 0);
  const counts = {
    deleted: sum('deleted'),
    redacted: sum('redacted'),
    failed: sum('failed'),
    held: sum('held'),
  };
  const data = {
    sweepId,
    receiptId,
    receiptHash: hash,
    numberId,
    state: sweep?.state,
    asOf,
    createdAt,
    ...counts,
  };
  return {
    event: 'retention.swept',
    text: JSON.stringify({ event: 'retention.swept', data }),
    subject: null,
  };
}
