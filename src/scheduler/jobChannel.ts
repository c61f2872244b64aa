import { MongoChangeStreamNotificationChannel } from '@agendajs/mongo-backend';
import type { NotificationChannel, NotificationHandler } from 'agenda';
import type { Db } from 'mongodb';

/**
 * Tells the queue of new jobs: those of this process directly, those of others by a change stream. The stream
 * alone would miss what is queued in the moment in which it opens.
 */
export function createJobChannel(db: Db, collection: string): NotificationChannel {
  const stream = new MongoChangeStreamNotificationChannel({ db, collection });
  const handlers = new Set<NotificationHandler>();
  const channel: NotificationChannel = {
    get state() {
      return stream.state;
    },
    connect: () => stream.connect(),
    disconnect: async () => {
      handlers.clear();
      await stream.disconnect();
    },
    subscribe: (handler) => {
      handlers.add(handler);
      const unsubscribe = stream.subscribe(handler);
      return () => {
        handlers.delete(handler);
        unsubscribe();
      };
    },
    publish: async (notification) => {
      for (const handler of handlers) await handler(notification);
    },
    // The queue hands over its own emitter's events; the overloads leave only the widest listener to pass on.
    on: (event: 'stateChange' | 'error', listener: never) => {
      stream.on(event, listener);
      return channel;
    },
    off: (event: 'stateChange' | 'error', listener: never) => {
      stream.off(event, listener);
      return channel;
    },
  };
  return channel;
}
