import type { Fault, FaultAction, Operation } from './options.js';

export interface Faults {
  readonly list: () => readonly Fault[];
  add(faults: readonly Fault[]): void;
  clear(): void;
  /** The first fault that meets this request, counted as used; null: all goes well. */
  take(request: {
    readonly on: Operation;
    readonly phoneNumberId: string;
    readonly to: string | null;
  }): FaultAction | null;
}

export function createFaults(): Faults {
  let faults: { readonly fault: Fault; left: number }[] = [];
  return {
    list: () => faults.map(({ fault, left }) => ({ ...fault, times: left === Infinity ? null : left })),
    add: (added) => {
      for (const fault of added)
        faults.push({ fault, left: fault.times === null ? Infinity : (fault.times ?? 1) });
    },
    clear: () => {
      faults = [];
    },
    take: ({ on, phoneNumberId, to }) => {
      const met = faults.find(
        ({ fault }) =>
          (fault.on ?? 'messages') === on &&
          (fault.phoneNumberId === undefined || fault.phoneNumberId === phoneNumberId) &&
          (fault.to === undefined || fault.to === to),
      );
      if (!met) return null;
      met.left -= 1;
      if (met.left <= 0) faults = faults.filter((it) => it !== met);
      return met.fault.does;
    },
  };
}

/** So many requests a second and key; true where one more is too many. */
export function createRate(perSecond: number): (key: string, now: number) => boolean {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (key, now) => {
    const bucket = buckets.get(key) ?? { tokens: perSecond, at: now };
    bucket.tokens = Math.min(perSecond, bucket.tokens + ((now - bucket.at) / 1_000) * perSecond);
    bucket.at = now;
    buckets.set(key, bucket);
    if (bucket.tokens < 1) return true;
    bucket.tokens -= 1;
    return false;
  };
}
