/** What became of one item of a batch. `LATER`: it is still under way, and holds up no other batch. */
export type Outcome<R> =
  | { readonly ok: true; readonly value: R }
  | { readonly ok: 'LATER'; readonly value: Promise<R> }
  | { readonly ok: false; readonly error: unknown };

/**
 * Gathers single calls into batches: while one batch is at work the next one gathers, so that the batch grows
 * with the load and a lone caller waits for no timer.
 *
 * @param run handles a batch and answers one outcome for each item, in order; a throw fails the whole batch
 * @param maxItems the largest batch; the rest waits for the next
 */
export function createBatcher<T, R>(
  run: (items: readonly T[]) => Promise<readonly Outcome<R>[]>,
  maxItems: number,
): { submit: (item: T) => Promise<R>; idle: () => Promise<void> } {
  interface Waiting {
    readonly item: T;
    readonly resolve: (value: R) => void;
    readonly reject: (error: unknown) => void;
  }
  let queue: Waiting[] = [];
  let working: Promise<void> | null = null;
  const late = new Set<Promise<unknown>>();

  const waitFor = (value: Promise<R>): Promise<R> => {
    const end = (): void => void late.delete(ended);
    const ended: Promise<void> = value.then(end, end);
    late.add(ended);
    return value;
  };
  const settle = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      const outcomes = await run(batch.map(({ item }) => item));
      batch.forEach((waiting, index) => {
        const outcome = outcomes[index];
        if (outcome?.ok === 'LATER') waitFor(outcome.value).then(waiting.resolve, waiting.reject);
        else if (outcome?.ok) waiting.resolve(outcome.value);
        else
          waiting.reject(outcome ? outcome.error : new Error('A batch answered fewer outcomes than items.'));
      });
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
    }
  };

  const work = async (): Promise<void> => {
    // One turn of the event loop: requests that were read from their sockets together share the batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) {
      const batch = queue.slice(0, maxItems);
      queue = queue.slice(maxItems);
      await settle(batch);
    }
    working = null;
  };

  return {
    submit: (item) =>
      new Promise<R>((resolve, reject) => {
        queue.push({ item, resolve, reject });
        working ??= work();
      }),
    idle: async () => {
      while (working ?? late.size > 0) await (working ?? Promise.all(late));
    },
  };
}
