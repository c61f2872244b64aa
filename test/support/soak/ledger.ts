export type NumberName = 'indefinite' | 'days' | 'relay';

/** A message that a customer wrote; its text is its name. */
export interface Said {
  readonly text: string;
  readonly number: NumberName;
  /** From this instant (ms of the gateways' clock) on nobody may be shown it; null: no policy ends it. */
  readonly expiresAt: number | null;
  /** When (ms of the gateways' clock) a hook with it was answered with 200. */
  takenAt: number | null;
}

/** What was shown although its window had ended. */
export interface Late {
  readonly surface: string;
  readonly text: string;
  /** How long (ms) after its end. */
  readonly lateMs: number;
}

/** All that was said, and what must not be shown of it any more. */
export interface Ledger {
  readonly said: ReadonlyMap<string, Said>;
  readonly late: readonly Late[];
  say(number: NumberName, expiresAt: number | null): Said;
  /**
   * Holds what a surface has shown against what it may show. What came in after its end is passed on once, and kept
   * nowhere: forwarding is always active.
   * @param asOf when it was asked (ms of the gateways' clock): what had ended by then must not be there
   * @returns how many of the texts are ours
   */
  shown(surface: string, texts: readonly string[], asOf: number): number;
  /**
   * What every consumer must have got: it was taken in, and may still be shown.
   * @param asOf when all was worked off (ms of the gateways' clock), with a margin
   */
  owed(number: NumberName, asOf: number): readonly Said[];
}

const TEXT = /soak-\d+/;

export function createLedger(): Ledger {
  const said = new Map<string, Said>();
  const late: Late[] = [];
  return {
    said,
    late,
    say: (number, expiresAt) => {
      const text = `soak-${String(said.size + 1)}`;
      const one: Said = { text, number, expiresAt, takenAt: null };
      said.set(text, one);
      return one;
    },
    shown: (surface, texts, asOf) => {
      const known = texts.flatMap((text) => said.get(TEXT.exec(text)?.[0] ?? '') ?? []);
      for (const { text, expiresAt, takenAt } of known)
        if (expiresAt !== null && expiresAt <= asOf && (takenAt ?? Infinity) < expiresAt)
          late.push({ surface, text, lateMs: asOf - expiresAt });
      return known.length;
    },
    owed: (number, asOf) =>
      [...said.values()].filter(
        (one) =>
          one.number === number && one.takenAt !== null && (one.expiresAt === null || one.expiresAt > asOf),
      ),
  };
}

/** The texts of ours in a list, each as often as it is there. */
export function countTexts(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) if (TEXT.test(text)) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** Those of `owed` that are missing, and those that are there more than once. */
export function compare(
  owed: readonly Said[],
  counts: ReadonlyMap<string, number>,
): { readonly lost: readonly string[]; readonly doubled: readonly string[] } {
  return {
    lost: owed.filter(({ text }) => !counts.has(text)).map(({ text }) => text),
    doubled: owed.filter(({ text }) => (counts.get(text) ?? 0) > 1).map(({ text }) => text),
  };
}
