import { expect } from '@jest/globals';
import { COLLECTIONS } from '../../../src/events/collections.js';
import type { ReceiptRow } from '../../../src/projections/receipts.js';
import { createReceiptSigner } from '../../../src/retention/receipts/signing.js';
import { verifyChain } from '../../../src/retention/receipts/verify.js';
import { isFinished, type SweepRow } from '../../../src/retention/sweepRow.js';
import { ACCOUNTS } from './commands.js';
import type { World } from './world.js';

/** Each sweep that is over has one receipt, which says what its row says, and they make a chain. */
export async function verifyReceipts(world: World): Promise<void> {
  const { documents } = world.core;
  const { publicKey } = createReceiptSigner(world.core);
  for (const name of ACCOUNTS) {
    const account = world.accountId(name);
    const sweeps = await documents.find<SweepRow>(COLLECTIONS.sweeps, { account });
    const receipts = await documents.find<ReceiptRow>(
      COLLECTIONS.receipts,
      { account },
      { sort: { sequence: 1 } },
    );
    expect(verifyChain(receipts, publicKey)).toMatchObject({ receipts: receipts.length, fault: null });
    expect(receipts.map(({ of }) => of).sort()).toEqual(
      sweeps
        .filter(isFinished)
        .map(({ _id }) => _id)
        .sort(),
    );
    for (const { _id, phases } of sweeps.filter(isFinished)) {
      const body = receipts.find(({ of }) => of === _id)?.body;
      expect(body?.phases?.map(({ deleted, redacted }) => [deleted, redacted])).toEqual(
        phases.map(({ deleted, redacted }) => [deleted, redacted]),
      );
    }
  }
}
