/** A value that survives `JSON.stringify` and `JSON.parse` unchanged. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Levels of nesting that are kept; no provider documents a body deeper than eight. */
export const MAX_JSON_DEPTH = 64;

/**
 * Copies a parsed JSON value into a {@link JsonValue} that is safe to store and to write out again.
 *
 * Needs anything; gives a value of at most `depth` levels, where what lies deeper, and what JSON cannot say, is null.
 * Never throws. The bound is there because `JSON.parse` accepts nesting that makes `JSON.stringify` overflow the
 * stack: without it one such body would fail at sealing, be answered 500 and be delivered again for days.
 */
export function boundedJson(value: unknown, depth: number = MAX_JSON_DEPTH): JsonValue {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value === null || depth <= 0) return null;
  if (Array.isArray(value)) return value.map((item) => boundedJson(item, depth - 1));
  // fromEntries defines own properties, so a key named __proto__ stays data and reaches no prototype.
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, boundedJson(item, depth - 1)]));
}
