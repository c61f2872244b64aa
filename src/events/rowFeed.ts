export interface RowListener<T> {
  /** A row that was inserted or changed, as it is by now; also one that this process wrote itself. */
  readonly onRow: (row: T) => void;
  /** Something may have been missed. */
  readonly onGap: () => void;
}

/** Tells of the rows of one collection, of all processes. Gives the way to stop. */
export type WatchRows<T> = (listener: RowListener<T>) => () => void;

/** For the in-memory store: there are no other processes. */
export const watchNothing: WatchRows<never> = () => () => undefined;
