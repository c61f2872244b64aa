import { beforeEach, describe, expect, test } from '@jest/globals';
import { COLLECTIONS } from '../../../src/events/collections.js';
import type { Documents } from '../../../src/events/documents.js';
import { createMemoryDocuments } from '../../../src/events/memoryDocuments.js';
import type { MessageRow } from '../../../src/projections/rows.js';
import { createWorld, type World } from '../../support/retention/world.js';

const message = (key: string) => ({ key, number: 'a1', contact: 'c1', group: null, at: -10 });

let documents: Documents;
let world: World;
beforeEach(async () => {
  documents = createMemoryDocuments();
  world = await createWorld(documents, createMemoryDocuments());
  await world.addAccount('a', ['a1']);
});

const unread = async (): Promise<number> => documents.count(COLLECTIONS.messages, { unread: true });

describe('what somebody has read', () => {
  test('is what was stored by then, not what was on its way', async () => {
    world.now = 1;
    await world.receive(message('first'));
    // Read later than the second arrives, and before it is stored.
    world.now = 5;
    await world.read(message('first'));
    world.now = 2;
    await world.receive(message('second'));
    expect(await unread()).toBe(1);
    const before = await world.readModels();
    await world.rebuild();
    expect(await world.readModels()).toBe(before);
    expect(await unread()).toBe(1);
  });

  test('stays read when its author takes it back, and says when it was read', async () => {
    await world.receive(message('first'));
    world.now = 5;
    await world.read(message('first'));
    await world.receive(message('first'), { kind: 'revocation', at: 4 });
    const rows = () => documents.find<MessageRow>(COLLECTIONS.messages, {});
    const before = await rows();
    expect(before[0]?.readAt).toEqual(world.core.clock());
    await world.rebuild();
    expect(await rows()).toEqual(before);
  });

  test('is nothing when nothing was unread', async () => {
    await world.receive(message('first'));
    await world.read(message('first'));
    await world.read(message('first'));
    expect(await documents.count(COLLECTIONS.commits, { stream: { $regex: '^conversation:' } })).toBe(1);
  });
});
