import { expect } from '@jest/globals';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { DAY_MS, HOUR_MS } from '../../../src/lib/clock.js';
import type { ReceiptFile } from '../../../src/retention/receipts/receiptFile.js';
import { verifyChain } from '../../../src/retention/receipts/verify.js';
import type { SweepRow } from '../../../src/retention/sweepRow.js';
import type { SweepWindow } from '../../../src/domain/account/sweepWindow.js';
import {
  RunSweepDocument,
  UpdateDataRetentionDocument,
  UpdateSweepWindowDocument,
} from '../../e2e/generated/operations.js';
import { ADMIN } from '../app.js';
import { runJson } from '../cli.js';
import { eventually, signIn } from '../session.js';
import { lookAtEverything, type Everything } from './everything.js';
import type { SweepStage } from './stage.js';

/** The account keeps records for so many days, and its API key PII of sends for so many. */
export const [DAYS, KEY_DAYS] = [30, 20];
const GRACE_MS = 2 * HOUR_MS;

/** Hours in which no test runs that began now: what runs by itself at an even hour would sweep as well. */
function laterToday(): SweepWindow {
  const hour = (hours: number): number => new Date(Date.now() + hours * HOUR_MS).getUTCHours();
  return { fromHour: hour(10), toHour: hour(12), timeZone: 'UTC' };
}

/** Asks a gateway for a sweep. @returns its id */
export async function askForSweep(url: string): Promise<string> {
  const admin = await signIn(url, ADMIN);
  await admin.run(UpdateSweepWindowDocument, { input: { window: laterToday() } });
  await admin.run(UpdateDataRetentionDocument, { input: { days: DAYS } });
  const { runSweep } = await admin.run(RunSweepDocument, { input: {} });
  return runSweep.sweep?.id ?? '';
}

export async function findSweep({ database: { db } }: SweepStage, sweep: string): Promise<SweepRow> {
  const row = await db.collection<SweepRow>(COLLECTIONS.sweeps).findOne({ _id: sweep });
  if (!row) throw new Error('There is no such sweep.');
  return row;
}

/** Waits until it is over, and holds what there is then against what there was before: no more is gone and no less. */
export async function expectSwept(
  stage: SweepStage,
  sweep: string,
  before: Awaited<ReturnType<typeof lookAtEverything>>,
): Promise<SweepRow> {
  const row = await eventually(async () => {
    const found = await findSweep(stage, sweep);
    return found.open ? null : found;
  }, 120_000);
  const cutoff = new Date(row.asOf.getTime() - DAYS * DAY_MS - GRACE_MS);
  const keyCutoff = new Date(row.asOf.getTime() - KEY_DAYS * DAY_MS);
  const left = before.leftAfter(cutoff, keyCutoff);
  const { all: after } = await lookAtEverything(stage);
  expect(after).toEqual(left);
  expect([row.state, row.failures]).toEqual(['COMPLETED', 0]);
  expect(countsOf(row)).toEqual(goneBetween(before.all, left));
  await expectOneReceipt(stage, row);
  return row;
}

function countsOf({ phases }: SweepRow): Readonly<Record<string, number>> {
  return Object.fromEntries(phases.map(({ name, deleted, redacted }) => [name, deleted + redacted]));
}

function goneBetween(before: Everything, left: Everything): Readonly<Record<string, number>> {
  const gone = (...names: readonly (keyof Omit<Everything, 'deletedThere'>)[]): number =>
    names.reduce((sum, name) => sum + before[name].length - left[name].length, 0);
  return {
    RECORDINGS: gone('copies'),
    THIRD_PARTY: left.deletedThere,
    WEBHOOKS: gone('deliveries'),
    CALLS: gone('calls'),
    CONVERSATIONS: gone('messages', 'conversations'),
    API_KEYS: gone('sealedSends'),
  };
}

/** By the very file that an administrator takes away. */
async function expectOneReceipt({ environment }: SweepStage, row: SweepRow): Promise<void> {
  const { receipts, publicKey } = await runJson<ReceiptFile>(environment, 'receipts', 'export');
  expect(verifyChain(receipts, publicKey).fault).toBeNull();
  const own = receipts.filter(({ body }) => body.id === row._id);
  expect(own).toHaveLength(1);
  expect(own[0]?.body.phases?.map(({ name, deleted, redacted }) => [name, deleted, redacted])).toEqual(
    row.phases.map(({ name, deleted, redacted }) => [name, deleted, redacted]),
  );
}
