/** The longest retention that can be set: 3 years. */
export const MAX_DAYS = 1_095;

/** What somebody has entered as the retention period, against what stands. `null` days: nothing is swept. */
export type Entry =
  | { readonly kind: 'INVALID' }
  | { readonly kind: 'SAME' }
  /** Keeps as long or longer: saved at once. */
  | { readonly kind: 'LOOSER'; readonly days: number | null }
  /** Something may have to go: shown and confirmed first. */
  | { readonly kind: 'TIGHTER'; readonly days: number };

/** Reads an entry; an empty one means that nothing is swept. */
export function readEntry(text: string, current: number | null): Entry {
  const trimmed = text.trim();
  if (trimmed === '') return current === null ? { kind: 'SAME' } : { kind: 'LOOSER', days: null };
  if (!/^\d{1,4}$/.test(trimmed) || Number(trimmed) > MAX_DAYS) return { kind: 'INVALID' };
  const days = Number(trimmed);
  if (days === current) return { kind: 'SAME' };
  return current !== null && days > current ? { kind: 'LOOSER', days } : { kind: 'TIGHTER', days };
}
