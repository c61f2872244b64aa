/** What a suite measures with. */
export interface Bench {
  /** The server that ours and every baseline use in this run. */
  readonly mongodbUri: string;
  /** Measure the long variants. */
  readonly isLong: boolean;
  readonly log: (line: string) => void;
}
