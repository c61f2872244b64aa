import type { OutboxRow } from '../../projections/sendRows.js';
import { createBucket, type Bucket } from './bucket.js';
import { LANE_LIMIT } from './limits.js';

export interface LaneLimits {
  /** Messages a second that the provider takes of one number. */
  readonly perSecond: number;
  /** Requests at a time for one number. */
  readonly concurrency: number;
}

/**
 * What waits in memory to be asked, a lane a number, so that one number's trouble never delays another's; in a
 * lane one message of a conversation at a time, in order. Ids and times only.
 */
export interface Lanes {
  /** False: the lane is full or holds it already, or its conversation rests. */
  offer(row: OutboxRow, now: Date): boolean;
  /** Takes one that may be asked now, each lane in turn; null: there is none. */
  next(now: Date): OutboxRow | null;
  /** Gives back the place of one that was taken. */
  done(row: OutboxRow): void;
  pauseNumber(number: string, until: Date): void;
  /** Lets go of what waits in it, too: it is read again in its order, behind the row that is tried again. */
  pauseConversation(row: OutboxRow, until: Date): void;
  /** Numbers of which nothing more need be read at the moment. */
  closed(now: Date): readonly string[];
  /** Whether something could be asked now but for its rate. */
  hasRunnable(now: Date): boolean;
  /** Milliseconds until a rate lets the next one go; null: nothing waits for a rate. */
  rateWaitMs(now: Date): number | null;
  waiting(): number;
}

interface Lane {
  readonly queue: OutboxRow[];
  readonly bucket: Bucket;
  pausedUntil: number;
  running: number;
}

export function createLanes({ perSecond, concurrency }: LaneLimits): Lanes {
  const lanes = new Map<string, Lane>();
  const known = new Set<string>();
  const busy = new Set<string>();
  const paused = new Map<string, number>();

  const laneOf = (number: string): Lane => {
    const lane = lanes.get(number) ?? {
      queue: [],
      bucket: createBucket(perSecond),
      pausedUntil: 0,
      running: 0,
    };
    lanes.set(number, lane);
    return lane;
  };

  const isResting = (conversation: string, now: number): boolean => {
    const until = paused.get(conversation);
    if (until === undefined) return false;
    if (until > now) return true;
    paused.delete(conversation);
    return false;
  };

  const isFree = ({ conversation }: OutboxRow, now: number): boolean => {
    if (conversation === null) return true;
    return !busy.has(conversation) && !isResting(conversation, now);
  };

  /** Where in its queue the lane's next one is, its rate aside; -1: there is none. */
  const indexOf = (lane: Lane, now: number): number => {
    if (lane.pausedUntil > now || lane.running >= concurrency) return -1;
    const blocked = new Set<string>();
    return lane.queue.findIndex((row) => {
      if (row.conversation !== null && blocked.has(row.conversation)) return false;
      if (isFree(row, now)) return true;
      if (row.conversation !== null) blocked.add(row.conversation);
      return false;
    });
  };

  return {
    offer: (row, now) => {
      if (row.conversation !== null && isResting(row.conversation, now.getTime())) return false;
      const lane = laneOf(row.number);
      if (known.has(row._id) || lane.queue.length >= LANE_LIMIT) return false;
      known.add(row._id);
      lane.queue.push(row);
      return true;
    },
    next: (now) => {
      for (const [number, lane] of lanes) {
        const index = indexOf(lane, now.getTime());
        if (index < 0 || lane.bucket.waitMs() > 0) continue;
        const [row] = lane.queue.splice(index, 1);
        if (!row) continue;
        lane.bucket.take();
        lane.running += 1;
        if (row.conversation !== null) busy.add(row.conversation);
        // The next turn is the others'.
        lanes.delete(number);
        lanes.set(number, lane);
        return row;
      }
      return null;
    },
    done: (row) => {
      known.delete(row._id);
      if (row.conversation !== null) busy.delete(row.conversation);
      const lane = lanes.get(row.number);
      if (lane) lane.running -= 1;
    },
    pauseNumber: (number, until) => {
      const lane = laneOf(number);
      lane.pausedUntil = Math.max(lane.pausedUntil, until.getTime());
    },
    pauseConversation: ({ number, conversation }, until) => {
      if (conversation === null) return;
      paused.set(conversation, Math.max(paused.get(conversation) ?? 0, until.getTime()));
      const { queue } = laneOf(number);
      const dropped = queue.filter((row) => row.conversation === conversation);
      for (const { _id } of dropped) known.delete(_id);
      queue.splice(0, queue.length, ...queue.filter((row) => row.conversation !== conversation));
    },
    closed: (now) =>
      [...lanes]
        .filter(([, lane]) => lane.pausedUntil > now.getTime() || lane.queue.length >= LANE_LIMIT)
        .map(([number]) => number),
    hasRunnable: (now) => [...lanes.values()].some((lane) => indexOf(lane, now.getTime()) >= 0),
    rateWaitMs: (now) => {
      const waits = [...lanes.values()]
        .filter((lane) => indexOf(lane, now.getTime()) >= 0)
        .map((lane) => lane.bucket.waitMs());
      return waits.length === 0 ? null : Math.min(...waits);
    },
    waiting: () => [...lanes.values()].reduce((sum, { queue }) => sum + queue.length, 0),
  };
}
