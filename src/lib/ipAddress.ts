import { isIPv4, isIPv6 } from 'node:net';

/** 4 or 16 bytes. */
export type IpAddress = readonly number[];

/** A CIDR range. */
export interface IpRange {
  readonly address: IpAddress;
  /** How many leading bits an address shares with it. */
  readonly prefix: number;
}

/** The bytes of an address in its usual notation; null for anything else, zone ids and odd notations included. */
export function parseIp(text: string): IpAddress | null {
  if (isIPv4(text)) return text.split('.').map(Number);
  return isIPv6(text) && !text.includes('%') ? parseIpv6(text) : null;
}

function parseIpv6(text: string): IpAddress {
  const [head = '', tail] = text.split('::');
  const start = bytesOf(head);
  if (tail === undefined) return start;
  const end = bytesOf(tail);
  return [...start, ...Array<number>(16 - start.length - end.length).fill(0), ...end];
}

function bytesOf(groups: string): number[] {
  if (groups === '') return [];
  return groups.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

/** `10.0.0.0/8`, `fd00::/8`, or a single address; null for anything else, also when bits behind the prefix are set. */
export function parseIpRange(text: string): IpRange | null {
  const [, host = '', bits] = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = parseIp(host);
  if (!address) return null;
  const prefix = bits === undefined ? address.length * 8 : Number(bits);
  if (prefix > address.length * 8) return null;
  const isBase = address.every((byte, index) => (byte & ~maskOf(prefix, index) & 0xff) === 0);
  return isBase ? { address, prefix } : null;
}

export function isInRange(address: IpAddress, range: IpRange): boolean {
  if (address.length !== range.address.length) return false;
  return range.address.every((byte, index) => ((address[index] ?? 0) & maskOf(range.prefix, index)) === byte);
}

function maskOf(prefix: number, index: number): number {
  const bits = Math.min(8, Math.max(0, prefix - index * 8));
  return (0xff << (8 - bits)) & 0xff;
}
