import { expect } from '@jest/globals';
import { COLLECTIONS } from '../../../../src/events/collections.js';
import type { CallPii, CallRow, RecordingPii, RecordingRow } from '../../../../src/projections/callRows.js';
import type { ReceiptRow } from '../../../../src/projections/receipts.js';
import { createReceiptSigner } from '../../../../src/retention/receipts/signing.js';
import { verifyChain } from '../../../../src/retention/receipts/verify.js';
import { isFinished, type SweepRow } from '../../../../src/retention/sweepRow.js';
import { everythingStored } from '../../core.js';
import { NUMBERS_OF, type Kept } from './callModel.js';
import { idOf, type CallStage } from './callStage.js';

/** Holds what is kept here, in the object store and at the provider against the model: no more, and no less. */
export async function verifyCalls(stage: CallStage): Promise<void> {
  const { world, model, outside, objects } = stage;
  await verifyRows(stage, 'call', COLLECTIONS.calls);
  await verifyRows(stage, 'recording', COLLECTIONS.recordings);
  for (const { sid, isThere } of model.kept)
    expect([sid, outside.double.telephony.has(sid)]).toEqual([sid, isThere]);
  const found: string[] = [];
  for await (const { key } of world.core.objects.list('recordings/')) found.push(key);
  const copies = model.kept.flatMap(({ sid, isCopied }) => (isCopied ? [objects.get(sid) ?? 'none'] : []));
  expect(found.sort()).toEqual(copies.sort());
  await verifyGate(stage);
}

async function verifyRows(stage: CallStage, kind: Kept['kind'], collection: string): Promise<void> {
  const { core } = stage.world;
  const own = stage.model.kept.filter((record) => record.kind === kind && record.isRow);
  const expected = await Promise.all(
    own.map(async (record) => [await idOf(stage, record), record.hasPii ? record.sid : null] as const),
  );
  const rows = await core.documents.find<CallRow | RecordingRow>(collection, {});
  const opened = await Promise.all(
    rows.map(async ({ _id, account, payload }) => {
      const contents = payload === null ? null : await core.vault.read(account, [payload], 'STORE');
      const pii = contents?.get(payload ?? '') as CallPii | RecordingPii | undefined;
      return [_id, pii?.externalId ?? null] as const;
    }),
  );
  expect(Object.fromEntries(opened)).toEqual(Object.fromEntries(expected));
}

/** What is past its window is hidden at that moment, whether or not anything has run since. */
async function verifyGate(stage: CallStage): Promise<void> {
  const { world, model } = stage;
  const calls = model.kept.filter(({ kind, isRow }) => kind === 'call' && isRow);
  for (const call of calls) {
    world.services.directory.forgetCached();
    const view = await world.services.calls.find(
      world.idOf(call.number.slice(0, 1)),
      await idOf(stage, call),
    );
    const isShown = call.hasPii && model.policies.isReadable(call.number, call.at);
    expect([call.sid, view !== null && view.pii !== null]).toEqual([call.sid, isShown]);
  }
}

/** Each run that is over has one receipt, in one chain; each trouble was told once when it began and once at its end. */
export async function verifyEnd({ world, isAlive, outside }: CallStage): Promise<void> {
  const { documents } = world.core;
  expect(await everythingStored(world.core)).not.toMatch(/4917000000/);
  const { publicKey } = createReceiptSigner(world.core);
  for (const name of Object.keys(NUMBERS_OF)) {
    const account = world.idOf(name);
    const sweeps = (await documents.find<SweepRow>(COLLECTIONS.sweeps, { account })).filter(isFinished);
    const receipts = await documents.find<ReceiptRow>(
      COLLECTIONS.receipts,
      { account },
      { sort: { sequence: 1 } },
    );
    expect(verifyChain(receipts, publicKey)).toMatchObject({ receipts: receipts.length, fault: null });
    expect(receipts.map(({ of }) => of).sort()).toEqual(sweeps.map(({ _id }) => _id).sort());
    const open = (await world.alerts.incidents.list(account)).filter(({ state }) => state === 'OPEN');
    expect(open.map(({ kind, place }) => [kind, place])).toEqual([]);
  }
  // A process that dies between a mail and its note sends it again.
  if (isAlive) for (const words of outside.mail.told()) expect(words).toMatch(/^(held up,works again,)*$/);
}
