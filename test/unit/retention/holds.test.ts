import { beforeEach, describe, expect, test } from '@jest/globals';
import { systemContext } from '../../../src/administration/context.js';
import { getHold, placeHold } from '../../../src/administration/holds.js';
import { SYSTEM } from '../../../src/domain/events.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { createMemoryDocuments } from '../../../src/events/memoryDocuments.js';
import { everythingStored } from '../../support/core.js';
import { refusalOf } from '../../support/decider.js';
import type { HoldOn } from '../../support/retention/worldHolds.js';
import { createWorld, type World } from '../../support/retention/world.js';

const DAY = 24 * 60;
let world: World;

beforeEach(async () => {
  world = await createWorld(createMemoryDocuments(), createMemoryDocuments());
  await world.addAccount('a', ['a1']);
  await world.setRetention('a', 2);
});

/** Two contacts alone and both in a group, three days old by the end. */
async function chat(): Promise<void> {
  const say = (key: string, contact: string, group: string | null): Promise<void> =>
    world.receive({ key, number: 'a1', contact, group, at: world.now - 1 });
  await say('c1 alone', 'c1', null);
  await say('c2 alone', 'c2', null);
  await say('c1 in g1', 'c1', 'g1');
  await say('c2 in g1', 'c2', 'g1');
  world.now += 3 * DAY;
}

/** The texts that can still be opened. */
const texts = async (): Promise<string[]> =>
  (await world.opened()).flatMap((text) => /canary-text-([^.]+)\./.exec(text)?.[1] ?? []).sort();
const names = async (): Promise<string[]> =>
  (await world.opened()).flatMap((text) => /canary-name-([^.]+)\./.exec(text)?.[1] ?? []).sort();
const place = async (on: HoldOn): Promise<string> => {
  const id = await world.holds.place('a1', on);
  if (id === null) throw new Error('nothing to hold');
  return id;
};

describe('what is held', () => {
  const all = ['c1 alone', 'c1 in g1', 'c2 alone', 'c2 in g1'];
  test.each<[HoldOn, readonly string[], readonly string[]]>([
    [{ kind: 'NUMBER', who: null }, all, ['c1', 'c2', 'g1']],
    [{ kind: 'CONTACT', who: 'c1' }, ['c1 alone', 'c1 in g1'], ['c1', 'g1']],
    [{ kind: 'CONVERSATION', who: 'c1' }, ['c1 alone'], ['c1']],
    [{ kind: 'CONVERSATION', who: 'g1' }, ['c1 in g1', 'c2 in g1'], ['c1', 'c2', 'g1']],
  ])('%j stays, the rest goes, and all of it once it is released', async (on, kept, people) => {
    for (const run of [() => world.sweep('a'), () => world.daily('a1')]) {
      await chat();
      const id = await place(on);
      if (run.toString().includes('daily')) await world.setMode('a1', 'RELAY_ONLY', 0);
      expect((await run()).state).toBe('COMPLETED');
      expect(await texts()).toEqual(kept);
      expect(await names()).toEqual(people);
      await world.rebuild();
      expect(await texts()).toEqual(kept);

      await world.holds.release('a1', id);
      await run();
      expect([await texts(), await names()]).toEqual([[], []]);
      expect(await world.core.documents.count(COLLECTIONS.payloads, { scope: { $gt: 'n', $lt: 'o' } })).toBe(
        0,
      );
      await world.setMode('a1', 'STORE_INDEFINITE', 0);
      world.now += 5;
    }
  });

  test('can be opened although it was edited on another day than it is of', async () => {
    const message = { key: 'first', number: 'a1', contact: 'c1', group: null, at: world.now - 1 };
    await world.receive(message);
    world.now += DAY;
    await world.receive(message, { kind: 'edit', text: 'edited', at: world.now - 1 });
    await place({ kind: 'CONTACT', who: 'c1' });
    world.now += 5 * DAY;
    await world.sweep('a');
    await world.restart();
    expect(await texts()).toEqual(['edited']);
  });

  test('in the middle of a run is left from that moment on', async () => {
    await chat();
    const account = world.accountId('a');
    const { _id: sweep } = await world.sweeps.request({ account, trigger: 'MANUAL', by: SYSTEM });
    let isPlaced = false;
    const beat = async (): Promise<void> => {
      if (!isPlaced) await place({ kind: 'CONTACT', who: 'c2' });
      isPlaced = true;
    };
    expect(await world.sweeps.run({ account, sweep }, { beat })).toMatchObject({ state: 'COMPLETED' });
    expect(await texts()).toEqual(['c2 alone', 'c2 in g1']);
  });

  test('keeps the send log of its number', async () => {
    await world.log.addApiKey('ak', 'a', null, 1);
    const send = { key: 's', number: 'a1', apiKey: 'ak', at: world.now };
    await world.log.send(send);
    world.now += 3 * DAY;
    const id = await place({ kind: 'NUMBER', who: null });
    await world.log.keysRun('a');
    expect(await world.core.documents.count(COLLECTIONS.sendLog, { sealed: true })).toBe(1);
    // The read gate is as it was: out of its window it is shown to nobody.
    expect((await world.log.find(send))?.pii).toBeNull();
    await world.holds.release('a1', id);
    await world.log.keysRun('a');
    expect(await world.core.documents.count(COLLECTIONS.sendLog, { sealed: true })).toBe(0);
  });
});

describe('a hold', () => {
  test('tells its reason to administrators alone: it is sealed, and goes with its contact', async () => {
    await chat();
    const contactId = (await world.holds.subjectId('a1', 'c1')) ?? '';
    const context = systemContext(world.accountId('a'));
    const hold = await placeHold(world.core, context, { contactId, reason: ' canary reason ' });
    expect(hold).toMatchObject({ reason: 'canary reason', target: { kind: 'CONTACT', id: contactId } });
    expect(await everythingStored(world.core)).not.toContain('canary reason');
    await world.holds.release('a1', hold._id);
    expect((await getHold(world.core, context.account, hold._id)).reason).toBe('canary reason');
    await world.sweep('a');
    expect(await getHold(world.core, context.account, hold._id)).toMatchObject({ reason: null });
  });

  test('needs one target, that is there and of its kind', async () => {
    await chat();
    const context = systemContext(world.accountId('a'));
    const group = (await world.holds.subjectId('a1', 'g1')) ?? '';
    const place = (input: object) => refusalOf(placeHold(world.core, context, { reason: 'r', ...input }));
    expect(await place({})).toContain('ONE_NEEDED');
    expect(await place({ contactId: 'x', numberId: 'y' })).toContain('ONE_NEEDED');
    expect(await place({ contactId: group })).toEqual(['NOT_FOUND']);
    expect(await place({ conversationId: 'x' })).toEqual(['NOT_FOUND']);
    expect(await place({ conversationId: group, reason: ' ' })).toContain('REASON_INVALID');
    const other = systemContext('other account');
    expect(await refusalOf(placeHold(world.core, other, { conversationId: group, reason: 'r' }))).toEqual([
      'NOT_FOUND',
    ]);
  });
});
