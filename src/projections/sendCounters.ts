import type { SendEvent } from '../domain/send/send.js';
import type { SendStatus } from '../domain/send/sendStatus.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Project, Write } from '../events/writes.js';
import { HOUR_MS } from '../lib/clock.js';
import { SEND_STREAM } from './sendLog.js';

/** How many sends are in which status, by the hour they were asked for in: no PII, and no redaction touches it. */
export const projectSendCounters: Project = ({ account, stream, events }) => {
  if (!stream.startsWith(SEND_STREAM)) return [];
  return (events as unknown as readonly SendEvent[]).flatMap((event): readonly Write[] => {
    switch (event.type) {
      case 'SendQueued':
        return [counted(account, event.data.number, event.data.at, { total: 1, 'counts.QUEUED': 1 })];
      case 'SendRedacted':
        return [];
      default: {
        const { number, queuedAt, from, to } = event.data;
        return from === to ? [] : [counted(account, number, queuedAt, moved(from, to))];
      }
    }
  });
};

function moved(from: SendStatus, to: SendStatus): Readonly<Record<string, number>> {
  return { [`counts.${from}`]: -1, [`counts.${to}`]: 1 };
}

function counted(account: string, number: string, at: Date, inc: Readonly<Record<string, number>>): Write {
  const hour = new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
  const filter = { _id: `${account}/${number}/${hour.toISOString().slice(0, 13)}`, account };
  return {
    kind: 'update',
    collection: COLLECTIONS.sendCounters,
    update: { filter, inc, setOnInsert: { number, hour }, upsert: true },
  };
}
