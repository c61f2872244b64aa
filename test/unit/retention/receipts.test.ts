import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SYSTEM } from '../../../src/domain/events.js';
import type { SignedReceipt } from '../../../src/domain/receipt/receipt.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { createMemoryDocuments } from '../../../src/events/memoryDocuments.js';
import type { Doc, Documents } from '../../../src/events/documents.js';
import type { ReceiptRow } from '../../../src/projections/receipts.js';
import { hexOf, sumOfIds, type IdsSum } from '../../../src/retention/receipts/erasedIds.js';
import { createReceiptSigner } from '../../../src/retention/receipts/signing.js';
import { verifyChain } from '../../../src/retention/receipts/verify.js';
import { Crash, createCrashSwitch, type CrashSwitch } from '../../support/crash.js';
import { createWorld, type World } from '../../support/retention/world.js';

const DAY = 24 * 60;
let documents: Documents;
let crash: CrashSwitch;
let world: World;

beforeEach(async () => {
  crash = createCrashSwitch();
  documents = crash.wrap(createMemoryDocuments());
  world = await createWorld(documents, createMemoryDocuments());
  await world.addAccount('a', ['a1']);
  await world.setRetention('a', 2);
});

const receive = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys)
    await world.receive({ key, number: 'a1', contact: 'c1', group: null, at: world.now - 1 });
};
const receipts = (): Promise<ReceiptRow[]> =>
  documents.find<ReceiptRow>(COLLECTIONS.receipts, {}, { sort: { sequence: 1 } });
const signed = async (): Promise<SignedReceipt[]> =>
  (await receipts()).map(({ body, hash, signature }) => ({ body, hash, signature }));
const publicKey = (): string => createReceiptSigner(world.core).publicKey;
const idsIn = async (collection: string): Promise<string[]> =>
  (await documents.find<Doc>(collection, {})).map(({ _id }) => _id);
const add = (a: IdsSum, b: IdsSum): IdsSum => a.map((limb, index) => limb + (b[index] ?? 0));

describe('a receipt', () => {
  test('tells the scope, the policy, the counts and, under a key, which records went', async () => {
    await receive('1', '2', '3');
    const messages = await idsIn(COLLECTIONS.messages);
    const people = await idsIn(COLLECTIONS.conversations);
    world.now += 3 * DAY;
    const { _id: id, asOf, phases } = await world.sweep('a');
    const [receipt, ...more] = await receipts();
    expect(more).toEqual([]);
    expect(receipt).toMatchObject({ of: id, sequence: 1, account: world.accountId('a') });
    expect(receipt?.body).toMatchObject({
      kind: 'SWEEP',
      id,
      sweep: { kind: 'ACCOUNT', trigger: 'SCHEDULE', state: 'COMPLETED' },
      policy: { kind: 'DATA_RETENTION', days: 2 },
      asOf: asOf.toISOString(),
      previous: null,
      notes: [],
    });
    expect(receipt?.body.phases?.map(({ deleted }) => deleted)).toEqual(phases.map(({ deleted }) => deleted));
    expect(receipt?.body.classes).toContainEqual({ class: 'MESSAGES', erased: 3, held: 0 });
    const sum = add(
      sumOfIds(world.core, 'MESSAGES', messages),
      sumOfIds(world.core, 'CONVERSATIONS', people),
    );
    expect(receipt?.body.erasedIds).toBe(hexOf(sum));
    expect(JSON.stringify(receipt)).not.toMatch(/canary|\+49/);
  });

  test('says the same of a run that was killed at any write and continued', async () => {
    for (let step = 1; step <= 24; step += 1) {
      await receive(`${String(step)}a`, `${String(step)}b`);
      const messages = await idsIn(COLLECTIONS.messages);
      const people = await idsIn(COLLECTIONS.conversations);
      world.now += 3 * DAY;
      const before = (await receipts()).length;
      crash.arm(step);
      await world.sweep('a').catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error;
      });
      const isDead = crash.isDead;
      crash.revive();
      if (isDead) {
        world.now += 1;
        await world.restart();
        await world.resume();
        // Where it died before it was requested, there is nothing to continue.
        if ((await receipts()).length === before) await world.sweep('a');
      }
      const made = (await receipts()).slice(before);
      expect(made).toHaveLength(1);
      const sum = add(
        sumOfIds(world.core, 'MESSAGES', messages),
        sumOfIds(world.core, 'CONVERSATIONS', people),
      );
      expect([step, made[0]?.body.erasedIds]).toEqual([step, hexOf(sum)]);
    }
    expect(verifyChain(await signed(), publicKey())).toMatchObject({ fault: null });
  }, 60_000);

  test('of before and after a change of the master key is verified with both keys', async () => {
    for (const name of ['1', '2']) {
      await receive(name);
      world.now += 3 * DAY;
      await world.sweep('a');
    }
    const [first, second] = await signed();
    const next = createReceiptSigner({ deriveKey: () => randomBytes(32) });
    if (!first || !second) throw new Error('There are not two receipts.');
    const chain = [first, next.sign({ ...second.body, keyId: next.keyId })];
    expect(verifyChain(chain, publicKey()).fault?.place).toBe(2);
    expect(verifyChain(chain, next.publicKey).fault?.place).toBe(1);
    expect(verifyChain(chain, publicKey() + next.publicKey)).toMatchObject({ receipts: 2, fault: null });
  });

  test('is one, when two workers run the same sweep, and when it is canceled as it ends', async () => {
    await receive('1');
    world.now += 3 * DAY;
    const account = world.accountId('a');
    const { _id: sweep } = await world.sweeps.request({ account, trigger: 'MANUAL', by: SYSTEM });
    const ref = { account, sweep };
    await Promise.all([world.sweeps.run(ref), world.sweeps.run(ref), world.sweeps.cancel(ref)]);
    await world.sweeps.run(ref);
    expect((await receipts()).map(({ of }) => of)).toEqual([sweep]);
  });

  test('of a canceled run says so', async () => {
    const account = world.accountId('a');
    const { _id: sweep } = await world.sweeps.request({ account, trigger: 'MANUAL', by: SYSTEM });
    await world.sweeps.cancel({ account, sweep });
    expect((await receipts())[0]?.body.sweep).toMatchObject({ state: 'CANCELED' });
  });

  test('tells what was held', async () => {
    await receive('1', '2');
    world.now += 3 * DAY;
    await world.holds.place('a1', { kind: 'CONTACT', who: 'c1' });
    await world.sweep('a');
    const { classes } = (await receipts())[0]?.body ?? {};
    expect(classes).toContainEqual({ class: 'MESSAGES', erased: 0, held: 2 });
    expect(classes).toContainEqual({ class: 'CONVERSATIONS', erased: 0, held: 1 });
  });

  test('survives a rebuild', async () => {
    await world.sweep('a');
    await world.daily('a1');
    const before = await receipts();
    await world.rebuild();
    expect(await receipts()).toEqual(before);
  });
});

describe('a chain of receipts', () => {
  test('is good as it was issued, and after any change, removal or move the first wrong one is named', async () => {
    for (let run = 0; run < 5; run += 1) {
      await receive(String(run));
      world.now += 3 * DAY;
      await world.sweep('a');
    }
    const chain = await signed();
    const key = publicKey();
    expect(verifyChain(chain, key)).toEqual({
      receipts: 5,
      last: { sequence: 5, hash: chain[4]?.hash },
      fault: null,
    });
    const text = JSON.stringify(chain);
    const mutate = (work: (copy: SignedReceipt[]) => void) => {
      const copy = JSON.parse(text) as SignedReceipt[];
      work(copy);
      return verifyChain(copy, key).fault?.place ?? null;
    };
    for (let index = 0; index < 5; index += 1) {
      // The end alone can be cut off unseen by the file; whoever knows the last hash sees it.
      expect(mutate((copy) => copy.splice(index, 1))).toBe(index === 4 ? null : index + 1);
      if (index < 4)
        expect(mutate((copy) => copy.splice(index, 0, ...copy.splice(index + 1, 1)))).toBe(index + 1);
      expect(mutate((copy) => copy.splice(index, 0, ...copy.slice(index, index + 1)))).toBe(index + 2);
    }
    // Any character of any value.
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom('0', 'a', '9', 'Z'), (place, character) => {
        if (text[place] === character) return;
        const changed = text.slice(0, place) + character + text.slice(place + 1);
        const copy = parsed(changed);
        if (copy === null || JSON.stringify(copy) === text) return;
        expect(isAccepted(copy, key)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

function parsed(text: string): SignedReceipt[] | null {
  try {
    return JSON.parse(text) as SignedReceipt[];
  } catch {
    return null;
  }
}

function isAccepted(chain: SignedReceipt[], key: string): boolean {
  try {
    return verifyChain(chain, key).fault === null;
  } catch {
    return false;
  }
}
