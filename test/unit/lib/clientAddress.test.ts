import { expect, it } from '@jest/globals';
import { clientAddressOf, createIsTrustedProxy } from '../../../src/lib/clientAddress.js';
import { parseIpRange } from '../../../src/lib/ipAddress.js';

const range = parseIpRange('10.0.0.0/8');
const isTrusted = createIsTrustedProxy(range ? [range] : []);
const of = (remoteAddress: string, forwarded?: string | string[]): string =>
  clientAddressOf({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }, isTrusted);

it('believes our own proxies alone, and of theirs the nearest that is not one of ours', () => {
  expect(of('192.0.2.1', '198.51.100.1')).toBe('192.0.2.1');
  expect(of('10.0.0.1', '198.51.100.1')).toBe('198.51.100.1');
  expect(of('::ffff:10.0.0.1', '198.51.100.1, 198.51.100.2, 10.0.0.2')).toBe('198.51.100.2');
  expect(of('10.0.0.1', ['198.51.100.1', '198.51.100.2'])).toBe('198.51.100.2');
  expect(of('10.0.0.1')).toBe('');
});
