import type { ByteRange } from '../../storage/objectStore.js';

/** What of a file is asked for: all of it, a range, or what it does not have (RFC 9110, 14). */
export type WantedRange = 'WHOLE' | 'UNSATISFIABLE' | ByteRange;

/** Reads the header `Range`. What is no single range of bytes is answered with the whole file, as the RFC allows. */
export function readRange(header: string | undefined, bytes: number): WantedRange {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return 'WHOLE';
  if (first === '') {
    const length = Math.min(Number(last), bytes);
    return length === 0 ? 'UNSATISFIABLE' : { start: bytes - length, end: bytes };
  }
  const start = Number(first);
  const end = last === '' ? bytes : Math.min(Number(last) + 1, bytes);
  // A range that ends before it begins is none at all.
  if (last !== '' && Number(last) < start) return 'WHOLE';
  return start >= bytes ? 'UNSATISFIABLE' : { start, end };
}
