import { describe, expect, it } from '@jest/globals';
import { createIds, derivedId, firstIdAt, idTime } from '../../../src/lib/ids.js';

describe('ids', () => {
  it('rise strictly, also when the clock stands still or goes back', () => {
    const times = [5, 5, 5, 3, 3, 6, 1].map((second) => new Date(1_700_000_000_000 + second * 1_000));
    const newId = createIds(() => times.shift() ?? new Date(0));
    const ids = Array.from({ length: 7 }, newId);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(7);
  });

  it('tell their time, and have a lower bound for it', () => {
    const at = new Date('2026-01-01T00:00:00.123Z');
    const id = createIds(() => at)();
    expect(idTime(id)).toEqual(at);
    expect(firstIdAt(at) <= id).toBe(true);
    expect(firstIdAt(new Date(at.getTime() + 1)) > id).toBe(true);
  });

  it('are valid UUIDs when derived', () => {
    expect(derivedId(Buffer.alloc(32, 0xff))).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
});
