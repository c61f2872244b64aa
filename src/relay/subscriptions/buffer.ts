/** Thrown into a subscription whose consumer did not keep up: closed with a clear code, never served with holes. */
export class SlowConsumer extends Error {
  override readonly name = 'SlowConsumer';
  constructor(limit: number) {
    super(
      `The subscriber fell more than ${String(limit)} events behind and was closed. Resume with the last cursor.`,
    );
  }
}

/** Thrown into a subscription when events may have been missed upstream. */
export class FeedInterrupted extends Error {
  override readonly name = 'FeedInterrupted';
  constructor() {
    super('Events may have been missed while the database was away. Resume with the last cursor.');
  }
}

/** A queue with one producer side and one consumer, bounded: when it is full the consumer is failed. */
export interface EventBuffer<T> extends AsyncIterableIterator<T> {
  push(value: T): void;
  fail(error: Error): void;
  /** Waits until the consumer has taken all that waits, or is gone: false. */
  drained(): Promise<boolean>;
  return(): Promise<IteratorResult<T>>;
}

/** @param limit the most values that may wait */
export function createEventBuffer<T>(limit: number, onClose: () => void): EventBuffer<T> {
  const waiting: T[] = [];
  let failure: Error | null = null;
  let isClosed = false;
  let wake: (() => void) | null = null;
  let onDrained: (() => void) | null = null;

  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    onClose();
    wake?.();
    onDrained?.();
  };
  const fail = (error: Error): void => {
    if (isClosed) return;
    failure = error;
    waiting.length = 0;
    close();
  };

  const buffer: EventBuffer<T> = {
    push: (value) => {
      if (isClosed) return;
      if (waiting.length >= limit) {
        fail(new SlowConsumer(limit));
        return;
      }
      waiting.push(value);
      wake?.();
    },
    fail,
    drained: async () => {
      while (!isClosed && waiting.length > 0) {
        await new Promise<void>((resolve) => {
          onDrained = resolve;
        });
        onDrained = null;
      }
      return !isClosed;
    },
    next: async () => {
      for (;;) {
        const value = waiting.shift();
        if (value !== undefined) {
          if (waiting.length === 0) onDrained?.();
          return { done: false, value };
        }
        if (failure) {
          const error = failure;
          failure = null;
          throw error;
        }
        if (isClosed) return { done: true, value: undefined };
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = null;
      }
    },
    return: () => {
      waiting.length = 0;
      close();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]: () => buffer,
  };
  return buffer;
}
