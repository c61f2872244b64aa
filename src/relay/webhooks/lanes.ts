import type { DeliveryRow } from '../../projections/webhookRows.js';

/** How many tries of one endpoint run at once: few at first, more while they succeed, one while they do not. */
const FIRST_LIMIT = 4;
const MAX_LIMIT = 32;
/** How many may wait in memory for a free place of their endpoint; the others wait in the database. */
const MAX_WAITING = 256;
const WAITING_A_PLACE = 8;
/** How many tries run at once altogether. A socket each, and little else. */
const MAX_ACTIVE = 2_000;

export interface Lane {
  readonly webhook: string;
  readonly account: string;
  /** One event of a conversation at a time. */
  ordered: boolean;
  /** Nothing starts before; milliseconds of the monotonic clock. */
  pausedUntil: number;
  /** How often in a row the endpoint asked for mercy. */
  throttled: number;
  /** There is more in the database that is due. */
  hasMore: boolean;
  limit: number;
  active: number;
  waiting: DeliveryRow[];
  /** Conversations of which one is under way, where order is kept. */
  readonly busy: Set<string>;
}

export interface Lanes {
  /** How many more deliveries of the endpoint may be handed over. */
  readonly room: (webhook: string) => number;
  add(rows: readonly DeliveryRow[]): void;
  /** A lane that is known to have something due in the database. */
  lane(account: string, webhook: string): Lane;
  /** No lane has anything under way, or waiting for anything but the end of its pause. */
  readonly isIdle: () => boolean;
  /** Starts whatever may start now. */
  pump(): void;
}

/**
 * A lane an endpoint: a slow or dead one fills its own and holds up nobody else's. Lanes take turns, so that none
 * starves while all of them together are at their bound.
 * @param run never throws
 * @param onSpace called when a lane that has more in the database has room again
 */
export function createLanes(deps: {
  readonly run: (row: DeliveryRow, lane: Lane) => Promise<void>;
  readonly onSpace: (lane: Lane) => void;
}): Lanes {
  const lanes = new Map<string, Lane>();
  let active = 0;

  const laneOf = (account: string, webhook: string): Lane => {
    const known = lanes.get(webhook);
    if (known) return known;
    const made: Lane = {
      webhook,
      account,
      ordered: false,
      pausedUntil: 0,
      throttled: 0,
      hasMore: false,
      limit: FIRST_LIMIT,
      active: 0,
      waiting: [],
      busy: new Set(),
    };
    lanes.set(webhook, made);
    return made;
  };
  const capacity = ({ limit }: Lane): number => Math.min(MAX_WAITING, limit * WAITING_A_PLACE);
  const roomOf = (lane: Lane): number => Math.max(0, capacity(lane) - lane.waiting.length - lane.active);

  const finished = (lane: Lane): void => {
    lane.active -= 1;
    active -= 1;
    if (lane.hasMore && lane.waiting.length < capacity(lane) / 4) deps.onSpace(lane);
    startNext(lane);
    if (active === MAX_ACTIVE - 1) pump();
    const isUsed = lane.active > 0 || lane.waiting.length > 0 || lane.hasMore;
    if (!isUsed && lane.pausedUntil <= performance.now()) lanes.delete(lane.webhook);
  };
  const start = (lane: Lane, row: DeliveryRow): void => {
    lane.active += 1;
    active += 1;
    void deps.run(row, lane).finally(() => {
      lane.busy.delete(row.conversation);
      finished(lane);
    });
  };
  /** Gives whether one was started. */
  const startNext = (lane: Lane): boolean => {
    if (active >= MAX_ACTIVE || lane.active >= lane.limit) return false;
    if (lane.pausedUntil > performance.now()) return false;
    const index = lane.waiting.findIndex(({ conversation }) => !lane.busy.has(conversation));
    const [row] = index === -1 ? [] : lane.waiting.splice(index, 1);
    if (!row) return false;
    if (lane.ordered) lane.busy.add(row.conversation);
    start(lane, row);
    return true;
  };
  const pump = (): void => {
    let isAnyStarted = true;
    while (isAnyStarted && active < MAX_ACTIVE) {
      isAnyStarted = false;
      for (const lane of lanes.values()) isAnyStarted = startNext(lane) || isAnyStarted;
    }
  };

  return {
    room: (webhook) => {
      const lane = lanes.get(webhook);
      return lane ? (lane.hasMore ? 0 : roomOf(lane)) : FIRST_LIMIT * WAITING_A_PLACE;
    },
    add: (rows) => {
      for (const row of rows) laneOf(row.account, row.webhook).waiting.push(row);
      pump();
    },
    lane: laneOf,
    isIdle: () =>
      [...lanes.values()].every(
        ({ active: busy, waiting, pausedUntil }) =>
          busy === 0 && (waiting.length === 0 || pausedUntil > performance.now()),
      ),
    pump,
  };
}

/** More places after a success, one alone after a failure to answer. */
export function adaptLimit(lane: Lane, isAnswered: boolean): void {
  lane.limit = isAnswered ? Math.min(lane.limit + 1, MAX_LIMIT) : 1;
}
