import { describe, expect, it } from '@jest/globals';
import type { Log } from '../../../src/lib/log.js';
import { createTeardown } from '../../../src/lib/teardown.js';

describe('a teardown', () => {
  const logged: unknown[] = [];
  const write = (fields: Readonly<Record<string, unknown>>): void => void logged.push(fields['part']);
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const never = (): Promise<void> => new Promise(() => undefined);

  it('ends the last first, and goes on where a part throws or hangs', async () => {
    const ended: string[] = [];
    const teardown = createTeardown(log, 100);
    teardown.add({ first: () => ended.push('first') });
    teardown.add({
      broken: () => {
        throw new Error('No.');
      },
      hanging: never,
      beside: () => ended.push('beside'),
    });
    teardown.add({ last: async () => ended.push('last') });
    await Promise.all([teardown.run(), teardown.run()]);
    expect(ended).toEqual(['last', 'beside', 'first']);
    expect(logged).toEqual(['broken', 'hanging']);
  });
});
