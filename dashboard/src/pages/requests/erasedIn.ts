/** What a receipt's body tells of each class of records, or of each place that an erasure reached. */
interface Counted {
  readonly classes?: readonly { readonly erased: number }[];
  readonly targets?: readonly { readonly erased: number }[];
}

/** How many records went, by what a receipt signs (docs/receipts.md). */
export function erasedIn(body: unknown): number {
  const { classes = [], targets = classes } = body as Counted;
  return targets.reduce((sum, { erased }) => sum + erased, 0);
}
