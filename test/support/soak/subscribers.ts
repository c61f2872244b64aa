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
  /** What happened to it, by the machine's time (ms), for whoever asks why something was not heard. */
  readonly trail: readonly Step[];
  stop(): Promise<void>;
}

/** What a subscriber met; `at`: the machine's time (ms). */
export type Step =
  | { readonly at: number; readonly kind: 'HEARD'; readonly text: string; readonly cursor: string | null }
  | { readonly at: number; readonly kind: 'BEGAN'; readonly after: string | null }
  | { readonly at: number; readonly kind: 'ENDED'; readonly why: string };

export function subscribe(
  session: Session,
  url: string,
  /** Told of each text as it is heard for the first time. */
  onText: (text: string) => void,
): Subscriber {
  const heard = new Map<string, string>();
  const counts = { resumed: 0, repeated: 0 };
  const trail: Step[] = [];
  let last: string | null = null;
  let client: Client | null = null;
  let isOver = false;

  const listen = (): void => {
    const current = session.connect(url);
    client = current;
    let isDone = false;
    trail.push({ at: Date.now(), kind: 'BEGAN', after: last });
    const again = (error?: unknown): void => {
      if (isDone) return;
      isDone = true;
      trail.push({ at: Date.now(), kind: 'ENDED', why: whyOf(error) });
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
          trail.push({
            at: Date.now(),
            kind: 'HEARD',
            text: event.content ?? event.type ?? '',
            cursor: last,
          });
          onText(event.content ?? '');
        },
        error: again,
        complete: () => {
          again();
        },
      },
    );
  };
  listen();
  return {
    heard,
    counts,
    trail,
    stop: async () => {
      isOver = true;
      await client?.dispose();
    },
  };
}

function whyOf(error: unknown): string {
  if (Array.isArray(error)) return error.map((one: { readonly message?: string }) => one.message).join(' ');
  if (error instanceof Error) return error.message;
  return error === undefined ? 'completed' : String((error as { readonly code?: number }).code ?? 'cut off');
}
