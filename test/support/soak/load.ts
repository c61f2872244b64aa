import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { HOUR_MS, SECOND_MS, type Clock } from '../../../src/lib/clock.js';
import { postWebhook } from '../session.js';
import { envelope, textMessage } from '../whatsapp.js';
import type { Leaper } from './leaps.js';
import type { Ledger, NumberName } from './ledger.js';
import type { SoakNumbers } from './numbers.js';

/** Providers write the age of some messages so that their window ends within hours, which is minutes of the test. */
const LEFT_MS = [3 * HOUR_MS, 7 * HOUR_MS] as const;
const PEOPLE = 40;
const AGAIN_MS = [100, 400] as const;
const ANSWER_MS = 20 * SECOND_MS;
/** What waits for its answer; more would only be more of the same. */
const MAX_UNDER_WAY = 100;

/** What the provider and the account's own system do all the time, until they are told to stop. */
export interface Load {
  /** A customer writes, of the number, and the provider delivers it until it is taken. */
  say(number: NumberName): Promise<void>;
  /** Begins the hooks and sends. */
  start(): void;
  /** Nothing new; resolves when everything that was begun is taken. */
  finish(): Promise<void>;
  /** Whether nothing that was begun waits for its answer. */
  isQuiet(): boolean;
  /** Nothing more, taken or not. */
  giveUp(): void;
  readonly sends: { readonly taken: ReadonlySet<string>; readonly replays: number };
  /** Answers other than the right one, by status: what the processes that were killed or waited are seen as. */
  readonly refusals: ReadonlyMap<string, number>;
}

export function createLoad(deps: {
  readonly webs: readonly string[];
  readonly numbers: SoakNumbers;
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Hooks a second of each number, about. */
  readonly hooksPerSecond: number;
  readonly sendsPerSecond: number;
  /** While it leaps nobody begins anything. */
  readonly leaper: Pick<Leaper, 'isLeaping'>;
}): Load {
  const { webs, numbers, ledger, clock, leaper } = deps;
  const refusals = new Map<string, number>();
  const taken = new Set<string>();
  let replays = 0;
  let sends = 0;
  /** How many wait for their answer. */
  let asked = 0;
  let isOver = false;
  let isGivenUp = false;
  const loops: Promise<void>[] = [];
  const underWay = new Set<Promise<void>>();

  const anyWeb = (): string => webs[randomInt(webs.length)] ?? '';
  const note = (what: string, status: number): void => {
    const key = `${what} ${status === 0 ? 'cut off' : String(status)}`;
    refusals.set(key, (refusals.get(key) ?? 0) + 1);
  };
  /** Again and again, wherever, until it is taken. */
  const insist = async (what: string, attempt: (url: string) => Promise<number>, good: number) => {
    while (!isGivenUp) {
      while (leaper.isLeaping()) await delay(50);
      asked += 1;
      const status = await attempt(anyWeb()).catch(() => 0);
      asked -= 1;
      if (status === good) return;
      note(what, status);
      await delay(randomInt(...AGAIN_MS));
    }
  };

  const say = async (name: NumberName): Promise<void> => {
    const number = numbers.of(name);
    const now = clock().getTime();
    const isAged = name !== 'relay' && randomInt(2) === 0;
    const age = isAged ? number.windowMs - randomInt(...LEFT_MS) : 0;
    // Providers count in whole seconds.
    const at = Math.floor((now - age) / SECOND_MS) * SECOND_MS;
    const one = ledger.say(name, number.windowMs === Infinity ? null : at + number.windowMs);
    const from = { phone: `49151${String(30_000_000 + randomInt(PEOPLE))}`, name: 'Somebody' };
    const message = textMessage({ id: `wamid.${one.text}`, from, text: one.text, at: new Date(at) });
    const body = envelope({
      phoneNumberId: number.phoneNumberId,
      contacts: [from],
      messages: [message],
    });
    await insist(`hook ${name}`, async (url) => (await postWebhook(url, number.id, body)).status, 200);
    if (!isGivenUp) one.takenAt = clock().getTime();
  };

  const send = async (): Promise<void> => {
    const text = `send-${String((sends += 1))}`;
    const to = `+551198${String(1_000_000 + randomInt(PEOPLE))}`;
    await insist(
      'send',
      async (url) => {
        const answer = await fetch(`${url}/v1/messages/send`, {
          method: 'POST',
          headers: {
            'x-api-key': numbers.apiKey,
            'content-type': 'application/json',
            'idempotency-key': text,
          },
          body: JSON.stringify({ destinationNumber: to, text }),
          signal: AbortSignal.timeout(ANSWER_MS),
        });
        await answer.arrayBuffer();
        if (answer.headers.get('idempotent-replayed') === 'true') replays += 1;
        return answer.status;
      },
      202,
    );
    if (!isGivenUp) taken.add(text);
  };

  const often = async (perSecond: number, act: () => Promise<void>): Promise<void> => {
    while (!isOver) {
      await delay(randomInt(Math.ceil((2 * SECOND_MS) / perSecond)));
      if (underWay.size >= MAX_UNDER_WAY) continue;
      const acting = act().finally(() => underWay.delete(acting));
      underWay.add(acting);
    }
  };

  return {
    say,
    start: () => {
      for (const { name } of numbers.all) loops.push(often(deps.hooksPerSecond, () => say(name)));
      loops.push(often(deps.sendsPerSecond, send));
    },
    finish: async () => {
      isOver = true;
      await Promise.all(loops);
      await Promise.all(underWay);
    },
    isQuiet: () => asked === 0,
    giveUp: () => {
      isGivenUp = isOver = true;
    },
    sends: {
      taken,
      get replays() {
        return replays;
      },
    },
    refusals,
  };
}
