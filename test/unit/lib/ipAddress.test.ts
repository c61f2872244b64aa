import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isInRange, parseIp, parseIpRange } from '../../../src/lib/ipAddress.js';

describe('parseIp', () => {
  test.each([
    ['127.0.0.1', [127, 0, 0, 1]],
    ['::1', [...Array<number>(15).fill(0), 1]],
    ['::', Array<number>(16).fill(0)],
    ['::ffff:1.2.3.4', [...Array<number>(10).fill(0), 255, 255, 1, 2, 3, 4]],
    ['2001:db8::a:0', [0x20, 1, 0xd, 0xb8, ...Array<number>(8).fill(0), 0, 0xa, 0, 0]],
    ['1::', [0, 1, ...Array<number>(14).fill(0)]],
  ])('reads %s', (text, bytes) => {
    expect(parseIp(text)).toEqual(bytes);
  });

  test.each([
    '',
    '1.2.3',
    '0x7f.1',
    '127.1',
    '01.2.3.4',
    '1.2.3.4.5',
    'fe80::1%eth0',
    '[::1]',
    '::1::',
    'localhost',
  ])('is null for %p', (text) => {
    expect(parseIp(text)).toBeNull();
  });

  test('gives as many bytes as the address has, whatever its notation', () => {
    fc.assert(fc.property(fc.ipV4(), (text) => parseIp(text)?.length === 4));
    fc.assert(fc.property(fc.ipV6(), (text) => parseIp(text)?.length === 16));
  });
});

describe('parseIpRange', () => {
  test.each(['10.0.0.0/8', '10.1.2.3', '0.0.0.0/0', 'fd00::/8', '::1', '::/0', '2001:db8:8000::/33'])(
    'takes %s',
    (text) => {
      expect(parseIpRange(text)).not.toBeNull();
    },
  );

  test.each([
    '10.0.0.1/8',
    '10.0.0.0/33',
    'fd00::/129',
    '10.0.0.0/',
    '/8',
    'private',
    '10.0.0.0/-1',
    '2001:db8:4000::/33',
  ])('refuses %p', (text) => {
    expect(parseIpRange(text)).toBeNull();
  });
});

test('an address is in each range that is made from its own leading bits, and in none of the other family', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (text, prefix) => {
      const address = parseIp(text) ?? [];
      const bits = address.map((byte) => byte.toString(2).padStart(8, '0')).join('');
      const base = bits.slice(0, prefix).padEnd(32, '0');
      const bytes = [0, 8, 16, 24].map((from) => Number.parseInt(base.slice(from, from + 8), 2));
      const range = parseIpRange(`${bytes.join('.')}/${String(prefix)}`);
      return range !== null && isInRange(address, range) && !isInRange(parseIp('::1') ?? [], range);
    }),
  );
});
