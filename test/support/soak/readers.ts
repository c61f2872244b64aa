import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  ConversationsDocument,
  DeliveredPayloadsDocument,
  MessagesBetweenDocument,
} from '../../e2e/generated/operations.js';
import { HOUR_MS, type Clock } from '../../../src/lib/clock.js';
import type { Session } from '../session.js';
import type { Ledger } from './ledger.js';
import type { SoakNumber, SoakNumbers } from './numbers.js';

/** What a gateway that was killed, or that waits for its database, is seen as by somebody who reads. */
const AWAY = new Set([
  'UPSTREAM_UNAVAILABLE',
  'answered with 503',
  // Its own request came too slowly: the machine is busy.
  'answered with 408',
  'fetch failed',
  'terminated',
  'other side closed',
]);

export interface Readers {
  /** How many answers there were, and how many texts in them. */
  readonly counts: { answers: number; texts: number; away: number };
  /** Other failures than of who is away. */
  readonly failures: readonly string[];
  stop(): Promise<void>;
}

/** People who read all the time, above all what is about to end and what has just ended. */
export function startReaders(deps: {
  readonly sessions: readonly Session[];
  readonly numbers: SoakNumbers;
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** How long (ms) a reader pauses between two questions. */
  readonly pauseMs: number;
}): Readers {
  const { sessions, numbers, ledger, clock } = deps;
  const counts = { answers: 0, texts: 0, away: 0 };
  const failures: string[] = [];
  let isOver = false;

  const read = async (session: Session, number: SoakNumber): Promise<void> => {
    const asOf = clock().getTime();
    const check = (surface: string, texts: readonly (string | null | undefined)[]): void => {
      const there = texts.flatMap((text) => text ?? []);
      counts.texts += ledger.shown(`${surface} of ${number.name}`, there, asOf);
    };
    const numberId = number.id;
    switch (randomInt(4)) {
      case 0: {
        const { conversations } = await session.run(ConversationsDocument, { numberId, first: 50 });
        check(
          'conversations',
          conversations.edges.map(({ node }) => node.lastMessagePreview),
        );
        break;
      }
      case 1: {
        const { webhookDeliveries } = await session.run(DeliveredPayloadsDocument, { numberId });
        check(
          'deliveries',
          webhookDeliveries.edges.map(({ node }) => JSON.stringify(node.payload)),
        );
        break;
      }
      default: {
        const end = asOf - Math.min(number.windowMs, 2 * HOUR_MS);
        const endDate = new Date(end + 2 * HOUR_MS).toISOString();
        const startDate = new Date(end - 2 * HOUR_MS).toISOString();
        const { messages } = await session.run(MessagesBetweenDocument, {
          numberId,
          startDate,
          endDate,
          first: 100,
        });
        check(
          'messages',
          messages.edges.map(({ node }) => node.content),
        );
      }
    }
    counts.answers += 1;
  };

  const loop = async (session: Session): Promise<void> => {
    while (!isOver) {
      const number = numbers.all[randomInt(numbers.all.length)];
      if (!number) return;
      try {
        await read(session, number);
      } catch (error) {
        const { message } = error as Error;
        if ([...AWAY].some((known) => message.includes(known))) counts.away += 1;
        else failures.push(`${number.name}: ${message}`);
      }
      await delay(randomInt(1, 2 * deps.pauseMs));
    }
  };
  const loops = sessions.map(loop);
  return {
    counts,
    failures,
    stop: async () => {
      isOver = true;
      await Promise.all(loops);
    },
  };
}

/** Every text of a number that can be read at the moment, page by page. */
export async function readAll(session: Session, numberId: string): Promise<readonly string[]> {
  const texts: string[] = [];
  for (let after: string | null = null; ;) {
    const variables: { numberId: string; first: number; after?: string } = { numberId, first: 100 };
    if (after !== null) variables.after = after;
    const { messages } = await session.run(MessagesBetweenDocument, variables);
    texts.push(...messages.edges.flatMap(({ node }) => node.content ?? []));
    if (!messages.pageInfo.hasNextPage) return texts;
    after = messages.pageInfo.endCursor ?? null;
  }
}
