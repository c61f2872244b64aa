/** One field that changed; null: it was not set. */
export interface FieldChange {
  /** Empty where the value has no fields. */
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** `DATA_RETENTION_UPDATED` → `Data retention updated`. */
export function actionText(action: string): string {
  const text = action.toLowerCase().replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What became of each field between two values of the audit log. */
export function changesOf(from: unknown, to: unknown): readonly FieldChange[] {
  if (!isRecord(from) && !isRecord(to)) {
    const change = { name: '', from: textOf(from), to: textOf(to) };
    return change.from === null && change.to === null ? [] : [change];
  }
  const [before, after] = [recordOf(from), recordOf(to)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((name) => ({ name, from: textOf(before[name]), to: textOf(after[name]) }))
    .filter((change) => change.from !== change.to);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  return value === null || value === undefined ? {} : { value };
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (isRecord(value))
    return Object.entries(value)
      .map(([name, of]) => `${name} ${textOf(of) ?? '–'}`)
      .join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
