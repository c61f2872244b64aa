import { cpus } from 'node:os';

/** One measured line: what it is beside its baseline, and the target if there is one. */
export interface Line {
  readonly suite: string;
  readonly name: string;
  /** Figures by name, with their unit in it; absolute ones say little on a shared machine. */
  readonly figures: Readonly<Record<string, number>>;
  /** `ours / baseline` in the direction in which more is better, or a plain figure. */
  readonly ratio?: number;
  readonly target?: { readonly atLeast?: number; readonly atMost?: number };
}

export function isReached({ ratio, target }: Line): boolean | null {
  if (!target || ratio === undefined) return null;
  if (target.atLeast !== undefined && ratio < target.atLeast) return false;
  return !(target.atMost !== undefined && ratio > target.atMost);
}

export function toTable(lines: readonly Line[]): string {
  const rows = lines.map((line) => {
    const { atLeast, atMost } = line.target ?? {};
    const target =
      atLeast !== undefined ? `>= ${String(atLeast)}` : atMost !== undefined ? `<= ${String(atMost)}` : '';
    const reached = isReached(line);
    return [
      line.suite,
      line.name,
      line.ratio === undefined ? '' : format(line.ratio),
      target,
      reached === null ? '' : reached ? 'reached' : 'MISSED',
      Object.entries(line.figures)
        .map(([name, value]) => `${name} ${format(value)}`)
        .join(', '),
    ];
  });
  const header = ['suite', 'what', 'ratio', 'target', '', 'figures'];
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const print = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [print(header), print(widths.map((width) => '-'.repeat(width))), ...rows.map(print)].join('\n');
}

export function toJson(lines: readonly Line[]): string {
  const machine = {
    cores: cpus().length,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
  return `${JSON.stringify({ at: new Date().toISOString(), machine, lines }, null, 2)}\n`;
}

function format(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
