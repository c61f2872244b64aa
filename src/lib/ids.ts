import { v7 } from 'uuid';
import type { Clock } from './clock.js';
import { randomFromPool } from './random.js';

/** Gives a new identifier at each call. */
export type NewId = () => string;

/**
 * Makes UUIDv7 identifiers (RFC 9562 §5.7) that rise strictly within one process, even when the clock stands
 * still or goes back: the order of commits is the order of their ids.
 */
export function createIds(clock: Clock): NewId {
  let lastMs = 0;
  let seq = 0;
  return () => {
    const now = clock().getTime();
    seq = now > lastMs ? 0 : seq + 1;
    lastMs = Math.max(now, lastMs);
    return v7({ msecs: lastMs, seq, random: randomFromPool(16) });
  };
}

/** The instant a UUIDv7 was made at, by the maker's clock. */
export function idTime(id: string): Date {
  return new Date(parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}

/** The smallest UUIDv7 of an instant: a lower bound for ranges over ids. */
export function firstIdAt(at: Date): string {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/** Formats the first 16 bytes of a digest as a UUIDv8 (RFC 9562 §5.8), for ids that are derived, not drawn. */
export function derivedId(digest: Buffer): string {
  const bytes = Buffer.from(digest.subarray(0, 16));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
