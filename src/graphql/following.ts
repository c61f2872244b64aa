import { LetheError } from '../lib/errors.js';
import { FeedInterrupted, SlowConsumer } from '../relay/subscriptions/buffer.js';

/** What a subscription follows; `return` ends it at once, also while a `next` waits. */
export type Followed<T> = AsyncIterableIterator<T>;

/**
 * Follows a source and checks before each delivery whether it may still be made: a subscription outlives the
 * credential it began with. Not an async generator: ending one waits for the next value, which may never come.
 * @param assertMay throws when the value may not be delivered any more; that ends the subscription
 */
export function following<T>(source: AsyncIterator<T>, assertMay: (value: T) => Promise<void>): Followed<T> {
  const end = async (): Promise<IteratorResult<T>> => {
    await source.return?.();
    return { done: true, value: undefined };
  };
  const followed: Followed<T> = {
    next: async () => {
      const result = await source.next().catch((error: unknown) => {
        throw explained(error);
      });
      if (result.done) return result;
      try {
        await assertMay(result.value);
      } catch (error) {
        await end();
        throw error;
      }
      return result;
    },
    return: end,
    [Symbol.asyncIterator]: () => followed,
  };
  return followed;
}

/** Why a subscription ends; the client tells by `extensions.reason` whether to resume and how. */
function explained(error: unknown): unknown {
  if (error instanceof SlowConsumer)
    return new LetheError('RATE_LIMITED', error.message, { reason: 'SLOW_CONSUMER' });
  if (error instanceof FeedInterrupted)
    return new LetheError('UPSTREAM_UNAVAILABLE', error.message, { reason: 'FEED_INTERRUPTED' });
  return error;
}
