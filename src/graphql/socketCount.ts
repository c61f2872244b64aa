import type { EventEmitter } from 'node:events';

/** Counts what is open by a name: an address, a user. */
export interface SocketCount {
  /** Counts a socket until it closes; false: there are as many as there may be. */
  take(name: string, socket: Pick<EventEmitter, 'once'>): boolean;
}

export function createSocketCount(limit: number): SocketCount {
  const open = new Map<string, number>();
  return {
    take: (name, socket) => {
      const count = open.get(name) ?? 0;
      if (count >= limit) return false;
      open.set(name, count + 1);
      socket.once('close', () => {
        const left = (open.get(name) ?? 1) - 1;
        if (left > 0) open.set(name, left);
        else open.delete(name);
      });
      return true;
    },
  };
}
