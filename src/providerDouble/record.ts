import type { AcceptedSend } from './options.js';

/** What was accepted, the newest so many of it. */
export interface AcceptedRecord {
  add(send: AcceptedSend): void;
  byId(id: string): AcceptedSend | null;
  /** More than one: the same send was asked for, and accepted, more than once. */
  byTrackingData(trackingData: string): readonly AcceptedSend[];
  all(): readonly AcceptedSend[];
  /** Since the start or the last `clear`, forgotten ones as well. */
  readonly counts: { accepted: number; duplicates: number };
  clear(): void;
}

export function createRecord(remembered: number): AcceptedRecord {
  const byId = new Map<string, AcceptedSend>();
  const byTracking = new Map<string, AcceptedSend[]>();
  const counts = { accepted: 0, duplicates: 0 };

  const forgetOldest = (): void => {
    const [oldest] = byId.values();
    if (!oldest) return;
    byId.delete(oldest.id);
    if (oldest.trackingData === null) return;
    // The oldest of all is the oldest of its own.
    const same = byTracking.get(oldest.trackingData);
    same?.shift();
    if (same?.length === 0) byTracking.delete(oldest.trackingData);
  };

  return {
    add: (send) => {
      byId.set(send.id, send);
      counts.accepted += 1;
      if (send.trackingData !== null) {
        const same = byTracking.get(send.trackingData);
        if (same) {
          counts.duplicates += 1;
          same.push(send);
        } else byTracking.set(send.trackingData, [send]);
      }
      if (byId.size > remembered) forgetOldest();
    },
    byId: (id) => byId.get(id) ?? null,
    byTrackingData: (trackingData) => byTracking.get(trackingData) ?? [],
    all: () => [...byId.values()],
    counts,
    clear: () => {
      byId.clear();
      byTracking.clear();
      Object.assign(counts, { accepted: 0, duplicates: 0 });
    },
  };
}
