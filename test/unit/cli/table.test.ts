import { describe, expect, it } from '@jest/globals';
import { formatBytes, formatTable } from '../../../src/cli/table.js';

describe('formatTable', () => {
  it('aligns texts to the left, numbers to the right, and shows null as a dash', () => {
    const at = new Date('2026-01-02T03:04:05Z');
    const rows = [
      ['MESSAGES', 12_345, at],
      ['STATUSES', 0, null],
    ];
    expect(formatTable(['CLASS', 'DUE', 'OLDEST'], rows)).toBe(
      ['CLASS        DUE  OLDEST', 'MESSAGES  12,345  2026-01-02 03:04 UTC', 'STATUSES       0  -'].join(
        '\n',
      ),
    );
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [5 * 1024 ** 3, '5.0 GiB'],
    [3 * 1024 ** 5, '3072.0 TiB'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
