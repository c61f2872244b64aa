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
  const byTracking = new Map<string, readonly AcceptedSend[]>();
  const counts = { accepted: 0, duplicates: 0 };

  const forgetOldest = (): void => {
    const [oldest] = byId.values();
    if (!oldest) return;
    byId.delete(oldest.id);
    if (oldest.trackingData === null) return;
    const left = (byTracking.get(oldest.trackingData) ?? []).filter((it) => it !== oldest);
    if (left.length === 0) byTracking.delete(oldest.trackingData);
    else byTracking.set(oldest.trackingData, left);
  };

  return {
    add: (send) => {
      byId.set(send.id, send);
      counts.accepted += 1;
      if (send.trackingData !== null) {
        const before = byTracking.get(send.trackingData) ?? [];
        if (before.length > 0) counts.duplicates += 1;
        byTracking.set(send.trackingData, [...before, send]);
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
