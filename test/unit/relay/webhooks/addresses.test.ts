import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseIpRange } from '../../../../src/lib/ipAddress.js';
import { createAddressRules } from '../../../../src/relay/webhooks/addresses.js';
import { endpointUrlErrors } from '../../../../src/relay/webhooks/endpointUrl.js';

const rulesOf = (...ranges: string[]) =>
  createAddressRules(ranges.flatMap((range) => parseIpRange(range) ?? []));
const none = rulesOf();

const PRIVATE = [
  ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.255', '127.0.0.1'],
  ...['127.255.255.254', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.1'],
  ...['192.88.99.1', '192.168.1.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.9'],
  ...['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ...['::', '::1', '::127.0.0.1', '::8.8.8.8', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:8.8.8.8'],
  ...['::ffff:0:127.0.0.1', '64:ff9b::7f00:1', '64:ff9b::808:808', '64:ff9b:1::1', '100::1', '100:0:0:1::1'],
  ...['2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2', '2001:2::1', '2001:10::1', '2001:20::1'],
  ...['2001:db8::1', '2002:7f00:1::', '2002:808:808::1', '3fff::1', '5f00::1', 'fc00::1', 'fd12:3456::1'],
  ...['fe80::1', 'febf::1', 'fec0::1', 'ff02::1', 'ff0e::1', '4000::1'],
];
const PUBLIC = [
  ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'],
  ...['128.0.0.0', '169.253.255.255', '172.15.255.255', '172.32.0.0', '192.0.1.0', '192.167.255.255'],
  ...['192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255'],
  ...['2001:4860:4860::8888', '2606:4700::1111', '2a00:1450::1', '2001:200::1', '2003::1'],
];

describe('without exceptions', () => {
  test.each(PRIVATE)('%s is refused', (address) => {
    expect(none.isReachable(address)).toBe(false);
    expect(none.isAllowed(address)).toBe(false);
  });
  test.each(PUBLIC)('%s may be reached', (address) => {
    expect(none.isReachable(address)).toBe(true);
    expect(none.isAllowed(address)).toBe(false);
  });
  test('what is no address is refused', () => {
    fc.assert(fc.property(fc.string(), (text) => PUBLIC.includes(text) || !none.isAllowed(text)));
    for (const text of ['', 'localhost', '0x7f.1', '2130706433', 'fe80::1%lo'])
      expect(none.isReachable(text)).toBe(false);
  });
});

describe('with exceptions', () => {
  test('their ranges may be reached, mapped into IPv6 as well, and nothing beside them', () => {
    const rules = rulesOf('10.20.0.0/16', 'fd12::/48');
    for (const address of ['10.20.0.0', '10.20.255.255', '::ffff:10.20.1.1', 'fd12::1'])
      expect(rules.isReachable(address)).toBe(true);
    for (const address of [
      '10.19.255.255',
      '10.21.0.0',
      '::10.20.1.1',
      '64:ff9b::a14:101',
      '2002:a14:101::1',
      'fd12:1::1',
    ])
      expect(rules.isReachable(address)).toBe(false);
  });
});

describe('an endpoint’s address', () => {
  const codeOf = (url: string, rules = none) => endpointUrlErrors(rules, url)[0]?.code;
  test.each([
    ...[
      'https://127.0.0.1/',
      'https://127.1/',
      'https://0x7f.1/',
      'https://2130706433/',
      'https://0177.0.0.1/',
    ],
    ...[
      'https://0/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://[::ffff:7f00:1]/',
      'https://10.1/',
    ],
    ...['https://①②⑦.0.0.1/', 'https://127.0.0.1./', 'https://0x7F000001:8443/x', 'https://[fe80::1]/'],
    ...['https://169.254.169.254/latest/meta-data', 'https://%31%32%37.0.0.1/'],
  ])('%s is refused before anybody connects', (url) => {
    expect(codeOf(url)).toBe('ADDRESS_REFUSED');
  });
  test('plain http needs an exception', () => {
    expect(codeOf('http://example.org/')).toBe('HTTPS_REQUIRED');
    expect(codeOf('http://8.8.8.8/', rulesOf('127.0.0.0/8'))).toBe('HTTPS_REQUIRED');
    expect(codeOf('http://127.0.0.1:9000/', rulesOf('127.0.0.0/8'))).toBeUndefined();
    expect(codeOf('http://internal.example/', rulesOf('127.0.0.0/8'))).toBeUndefined();
    expect(codeOf('https://example.org:8443/hook?x=1')).toBeUndefined();
  });
});
