import { print } from 'graphql';
import type { Client } from 'graphql-ws';
import {
  InboundEventReceivedDocument,
  type InboundEventReceivedSubscription,
} from '../../e2e/generated/operations.js';
import type { Session } from '../session.js';

const AGAIN_MS = 250;

/** Somebody who follows what arrives, and resumes after the last cursor whenever the connection ends. */
export interface Subscriber {
  /** What was heard by the events' ids: a second time changes nothing. */
  readonly heard: ReadonlyMap<string, string>;
  /** How often it came again, and how often an event came that was there already. */
  readonly counts: { resumed: number; repeated: number };
  stop(): Promise<void>;
}

export function subscribe(
  session: Session,
  url: string,
  /** Told of each text as it is heard for the first time. */
  onText: (text: string) => void,
): Subscriber {
  const heard = new Map<string, string>();
  const counts = { resumed: 0, repeated: 0 };
  let last: string | null = null;
  let client: Client | null = null;
  let isOver = false;

  const listen = (): void => {
    const current = session.connect(url);
    client = current;
    let isDone = false;
    const again = (): void => {
      if (isDone) return;
      isDone = true;
      void current.dispose();
      counts.resumed += 1;
      setTimeout(() => {
        if (!isOver) listen();
      }, AGAIN_MS);
    };
    current.subscribe<InboundEventReceivedSubscription>(
      { query: print(InboundEventReceivedDocument), variables: { after: last } },
      {
        next: ({ data }) => {
          if (!data) return;
          const { id, cursor, data: event } = data.inboundEventReceived;
          last = cursor ?? last;
          if (heard.has(id)) {
            counts.repeated += 1;
            return;
          }
          heard.set(id, event.content ?? '');
          onText(event.content ?? '');
        },
        error: again,
        complete: again,
      },
    );
  };
  listen();
  return {
    heard,
    counts,
    stop: async () => {
      isOver = true;
      await client?.dispose();
    },
  };
}
