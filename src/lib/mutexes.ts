/** Runs works of one name one after another, and those of different names side by side. */
export interface Mutexes {
  run<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** Holds nothing of a name once nothing of it runs. */
export function createMutexes(): Mutexes {
  const last = new Map<string, Promise<unknown>>();
  return {
    run: async (name, work) => {
      const next = (last.get(name) ?? Promise.resolve()).then(work, work);
      const settled = next.catch(() => undefined);
      last.set(name, settled);
      try {
        return await next;
      } finally {
        if (last.get(name) === settled) last.delete(name);
      }
    },
  };
}
