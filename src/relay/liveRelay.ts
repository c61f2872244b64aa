import type { RelayedEvent } from './inboundEvents.js';

/** Events of RELAY_ONLY numbers on their way to live subscribers: in memory, and nowhere else. */
export interface LiveRelay {
  publish(event: RelayedEvent): void;
  subscribe(listener: (event: RelayedEvent) => void): () => void;
}

/** Carries live events to the other processes of the installation, and theirs here. */
export interface LiveBus {
  publish(event: RelayedEvent): void;
  /** Of others; at most one listener. */
  onEvent(listener: (event: RelayedEvent) => void): void;
}

/** @param bus null: there are no other processes */
export function createLiveRelay(bus: LiveBus | null = null): LiveRelay {
  const listeners = new Set<(event: RelayedEvent) => void>();
  const tell = (event: RelayedEvent): void => {
    for (const listener of listeners) listener(event);
  };
  bus?.onEvent(tell);
  return {
    publish: (event) => {
      tell(event);
      bus?.publish(event);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
