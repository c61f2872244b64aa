import type { RelayedEvent } from './inboundEvents.js';

/** Events of RELAY_ONLY numbers on their way to live subscribers: in memory, and nowhere else. */
export interface LiveRelay {
  publish(event: RelayedEvent): void;
  subscribe(listener: (event: RelayedEvent) => void): () => void;
}

export function createLiveRelay(): LiveRelay {
  const listeners = new Set<(event: RelayedEvent) => void>();
  return {
    publish: (event) => {
      for (const listener of listeners) listener(event);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
