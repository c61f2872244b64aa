import { beforeEach, describe, expect, test } from '@jest/globals';
import { SYSTEM } from '../../../src/domain/events.js';
import { COLLECTIONS, KEY_COLLECTIONS } from '../../../src/events/collections.js';
import { createMemoryDocuments } from '../../../src/events/memoryDocuments.js';
import { createWorld, type World } from '../../support/retention/world.js';

let world: World;

beforeEach(async () => {
  world = await createWorld(createMemoryDocuments(), createMemoryDocuments());
  await world.addAccount('a', ['a1', 'a2']);
  for (const number of ['a1', 'a2']) await receive(number, 'before');
});

const receive = (number: string, key: string): Promise<void> =>
  world.receive({ key, number, contact: 'c1', group: null, at: world.now - 0.5 });

const messages = (number: string): Promise<number> =>
  world.core.documents.count(COLLECTIONS.messages, { number: world.numberId(number) });

const secretsOf = async (number: string): Promise<number> => {
  const scope = `number:${world.numberId(number)}`;
  const days = await world.core.keyRing.days(world.accountId('a'), scope);
  return days.length + (await world.core.keys.count(KEY_COLLECTIONS.subjects, { scope }));
};

describe('a number that is switched to RELAY_ONLY', () => {
  test('loses its records, its keys and its subjects; another number keeps its own', async () => {
    await world.setMode('a1', 'RELAY_ONLY', 0);
    await world.daily('a1');
    expect([await messages('a1'), await secretsOf('a1')]).toEqual([0, 0]);
    expect([await messages('a2'), await secretsOf('a2')]).toEqual([1, 2]);
  });

  test('and back while it is being erased keeps what it has stored since', async () => {
    await world.setMode('a1', 'RELAY_ONLY', 0);
    const account = world.accountId('a');
    const request = { account, number: world.numberId('a1'), trigger: 'MANUAL', by: SYSTEM } as const;
    const { _id: sweep } = await world.sweeps.request(request);
    let isSwitched = false;
    const beat = async (): Promise<void> => {
      if (isSwitched) return;
      isSwitched = true;
      world.now += 0.25;
      await world.setMode('a1', 'STORE_INDEFINITE', 0);
      world.now += 5;
      await receive('a1', 'after');
    };
    expect(await world.sweeps.run({ account, sweep }, { beat })).toMatchObject({ state: 'COMPLETED' });
    expect(await messages('a1')).toBe(1);
    expect((await world.opened()).join()).toContain('canary-text-after.');
    expect((await world.opened()).filter((text) => text.includes('canary-text-before.'))).toHaveLength(1);
  });
});
