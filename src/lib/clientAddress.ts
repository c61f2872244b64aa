import { isInRange, parseIp, type IpRange } from './ipAddress.js';

/** Whether an address is that of a proxy of the operator's own, whose `X-Forwarded-For` is believed. */
export type IsTrustedProxy = (address: string) => boolean;

export function createIsTrustedProxy(ranges: readonly IpRange[]): IsTrustedProxy {
  return (address) => {
    const parsed = parseIp(address.replace(/^::ffff:(?=\d+\.)/i, ''));
    return parsed !== null && ranges.some((range) => isInRange(parsed, range));
  };
}

interface Asking {
  readonly socket: { readonly remoteAddress?: string | undefined };
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Who asks: the peer, or the nearest address before our own proxies (RFC 7239, section 5.2 says why the nearest). */
export function clientAddressOf({ socket, headers }: Asking, isTrusted: IsTrustedProxy): string {
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const hops = [socket.remoteAddress ?? '', ...forwarded.map((hop) => hop.trim()).reverse()];
  return hops.find((hop) => !isTrusted(hop)) ?? '';
}
