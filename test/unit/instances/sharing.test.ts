import { describe, expect, it } from '@jest/globals';
import { createServing } from '../../../src/instances/serving.js';
import { askerOf, workerOf, type Instance } from '../../../src/instances/sharing.js';

const web = (origin: string): Instance => ({ origin, works: false });
const worker = (origin: string): Instance => ({ origin, works: true });
const NUMBERS = Array.from({ length: 1_000 }, (_, index) => `number-${String(index)}`);

describe('the worker of a web process', () => {
  it('is one that works, each as often as the others, whatever the order in which they are known', () => {
    const all = [web('a'), worker('x'), web('b'), worker('y'), web('c'), web('d')];
    const found = ['a', 'b', 'c', 'd'].map((origin) => workerOf(origin, all));
    expect(found.sort()).toEqual(['x', 'x', 'y', 'y']);
    expect(workerOf('b', [...all].reverse())).toBe(workerOf('b', all));
  });

  it('is itself where it works, and nobody where nobody does', () => {
    expect(workerOf('x', [worker('x'), worker('y')])).toBe('x');
    expect(workerOf('a', [web('a'), web('b')])).toBeNull();
  });
});

describe('who asks for the sends of a number', () => {
  it('is one worker, and each has about as many numbers', () => {
    const all = [worker('x'), worker('y'), web('a'), worker('z')];
    const counts = new Map<string | null, number>();
    for (const number of NUMBERS) {
      const asker = askerOf(number, all);
      counts.set(asker, (counts.get(asker) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(['x', 'y', 'z']);
    for (const count of counts.values()) expect(count).toBeGreaterThan(250);
  });

  it('stays the same for all numbers but those of a worker that goes', () => {
    const all = [worker('x'), worker('y'), worker('z')];
    const without = all.slice(0, 2);
    for (const number of NUMBERS.filter((one) => askerOf(one, all) !== 'z'))
      expect(askerOf(number, without)).toBe(askerOf(number, all));
  });

  it('is nobody where nobody works', () => {
    expect(askerOf('n', [web('a')])).toBeNull();
  });
});

describe('for whom a worker works', () => {
  const at = (second: number): Date => new Date(1_800_000_000_000 + second * 1_000);

  it('begins with what is written from then on, and ends with what was written until then', () => {
    let now = at(0);
    const serving = createServing(() => now, 'x');
    expect(serving.now(['x', 'a'], () => false)).toBe(true);
    expect(serving.all()).toEqual([
      { origin: 'x', since: new Date(0) },
      { origin: 'a', since: at(0) },
    ]);
    now = at(60);
    expect(serving.now(['x'], () => false)).toBe(false);
    expect(serving.all()).toContainEqual({ origin: 'a', since: at(0), until: at(60) });
    now = at(90);
    serving.now(['x'], () => false);
    expect(serving.all()).toEqual([{ origin: 'x', since: new Date(0) }]);
  });

  it('begins with everything of a process that nobody worked for before', () => {
    const serving = createServing(() => at(0), 'x');
    serving.now(['x', 'new'], (origin) => origin === 'new');
    expect(serving.all()).toContainEqual({ origin: 'new', since: new Date(0) });
  });

  it('is nobody where it does not work', () => {
    expect(createServing(() => at(0), null).all()).toEqual([]);
  });
});
