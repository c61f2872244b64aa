import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDeeperThan } from '../../../src/lib/jsonDepth.js';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

it('tells the depth as the parsed value has it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), fc.nat(9), (value, levels) => {
      const text = JSON.stringify(value);
      expect(isDeeperThan(text, levels)).toBe(depthOf(value) > levels);
    }),
  );
});

it('skips what is in strings, whole or cut off', () => {
  expect(isDeeperThan(String.raw`["[[[\"[[[\\", "]", {"[[": "{{"}]`, 2)).toBe(false);
  expect(isDeeperThan('["[[[[', 1)).toBe(false);
  expect(isDeeperThan(String.raw`["\\\"[[[[`, 1)).toBe(false);
});

it('reads a text once: what is long or deep comes to an end', () => {
  expect(isDeeperThan('['.repeat(50_000), 64)).toBe(true);
  expect(isDeeperThan(JSON.stringify({ data: 'A'.repeat(8_000_000) }), 64)).toBe(false);
  // Looked at anew from each backslash, it would take 10^12 steps.
  expect(isDeeperThan(`"${'\\'.repeat(1_000_000)}`, 64)).toBe(false);
});
