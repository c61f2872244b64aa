import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { SECOND_MS } from '../lib/clock.js';

/** Another process may be the one that runs it: looked at so often when nothing was heard. */
const LOOK_AGAIN_MS = SECOND_MS;

export interface Progress {
  changed(id: string): void;
  /** What `read` gives, now and after each change, until `isLast` or the signal aborts. */
  watch<T>(
    id: string,
    read: () => Promise<T>,
    isLast: (value: T) => boolean,
    signal?: AbortSignal,
  ): AsyncIterable<T>;
}

/** Wakes those who follow something that changes step by step. */
export function createProgress(): Progress {
  const emitter = new EventEmitter();
  // One listener a subscriber: how many those are is the gateway's limit, not the emitter's.
  emitter.setMaxListeners(0);

  const nextChange = async (id: string, signal: AbortSignal | undefined): Promise<void> => {
    const over = new AbortController();
    const either = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
    try {
      await Promise.race([
        once(emitter, id, { signal: either }),
        delay(LOOK_AGAIN_MS, null, { signal: either, ref: false }),
      ]);
    } catch (error) {
      if (!signal?.aborted) throw error;
    } finally {
      over.abort();
    }
  };

  return {
    changed: (id) => {
      emitter.emit(id);
    },
    watch: async function* (id, read, isLast, signal) {
      let told = '';
      while (!signal?.aborted) {
        const value = await read();
        const text = JSON.stringify(value);
        if (text !== told) yield value;
        told = text;
        if (isLast(value)) return;
        await nextChange(id, signal);
      }
    },
  };
}
