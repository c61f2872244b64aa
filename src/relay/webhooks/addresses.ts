import { isInRange, parseIp, parseIpRange, type IpAddress, type IpRange } from '../../lib/ipAddress.js';

/**
 * IPv4 that nobody on the public internet answers at, or that is more than one host (IANA IPv4 special-purpose
 * address registry, RFC 6890), multicast and reserved.
 */
const REFUSED_IPV4 = ranges(
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
);

/** The only IPv6 space that is given out for the public internet; loopback, ULA, mapped, NAT64 lie outside. */
const PUBLIC_IPV6 = ranges('2000::/3');

/** Within it: protocol assignments with Teredo and ORCHID, documentation, 6to4. The last two wrap IPv4 addresses. */
const REFUSED_IPV6 = ranges('2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20');
const MAPPED = ranges('::ffff:0.0.0.0/96');

/** Where webhooks may go. */
export interface AddressRules {
  /** Whether the operator has named any private range: without one plain http goes nowhere. */
  readonly hasAllowed: boolean;
  /** In a range that the operator named. */
  isAllowed(address: string): boolean;
  /** Public, or allowed. False for what is no address at all. */
  isReachable(address: string): boolean;
}

/** @param allowed ranges that the operator lists as allowed (ALLOW_PRIVATE_WEBHOOKS) */
export function createAddressRules(allowed: readonly IpRange[]): AddressRules {
  const isAllowed = (ip: IpAddress): boolean => isInAny(ip, allowed) || isInAny(unmapped(ip), allowed);
  return {
    hasAllowed: allowed.length > 0,
    isAllowed: (address) => {
      const ip = parseIp(address);
      return ip !== null && isAllowed(ip);
    },
    isReachable: (address) => {
      const ip = parseIp(address);
      return ip !== null && (isPublic(ip) || isAllowed(ip));
    },
  };
}

function isPublic(ip: IpAddress): boolean {
  if (ip.length === 4) return !isInAny(ip, REFUSED_IPV4);
  return isInAny(ip, PUBLIC_IPV6) && !isInAny(ip, REFUSED_IPV6);
}

/** The IPv4 address that a socket to an IPv4-mapped one really reaches. */
function unmapped(ip: IpAddress): IpAddress {
  return isInAny(ip, MAPPED) ? ip.slice(12) : ip;
}

function isInAny(ip: IpAddress, list: readonly IpRange[]): boolean {
  return list.some((range) => isInRange(ip, range));
}

function ranges(...texts: readonly string[]): readonly IpRange[] {
  return texts.map((text) => {
    const range = parseIpRange(text);
    if (!range) throw new RangeError(`No range: ${text}`);
    return range;
  });
}
