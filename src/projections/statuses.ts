import {
  STATUS_RANKS,
  type DeliveryStatusName,
  type StatusReported,
} from '../domain/deliveryStatus/deliveryStatus.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Project, Write } from '../events/writes.js';

const STREAM = 'status:';

/** Delivery statuses by message: a late lower status never lowers a higher one. */
export const projectStatuses: Project = ({ account, stream, version, events }) => {
  if (!stream.startsWith(STREAM)) return [];
  const id = stream.slice(STREAM.length);
  return (events as unknown as readonly StatusReported[]).map(({ data, payload }): Write => {
    const { number, status, statusAt, at, errorCode, pricing } = data;
    return {
      kind: 'update',
      collection: COLLECTIONS.statuses,
      update: {
        filter: { _id: id, account },
        set: {
          number,
          version,
          [`times.${status}`]: statusAt,
          ...(errorCode !== null && { errorCode }),
          ...(pricing && { pricing }),
          ...(payload !== undefined && { payload }),
        },
        max: { rank: STATUS_RANKS[status], at },
        upsert: true,
      },
    };
  });
};

export function statusOfRank(rank: number): DeliveryStatusName | null {
  const names = Object.keys(STATUS_RANKS) as DeliveryStatusName[];
  return names.find((name) => STATUS_RANKS[name] === rank) ?? null;
}
