/**
 * The same text for values that mean the same: keys in order, what is undefined left out. For telling whether two
 * requests are one (idempotency), whatever order a client wrote its fields in.
 */
export function canonicalJson(value: object): string {
  return JSON.stringify(value, (_key, part: unknown) => (isRecord(part) ? ordered(part) : part));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ordered(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
