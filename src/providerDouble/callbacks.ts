import { createHmac } from 'node:crypto';
import { Agent, request } from 'undici';
import type { WebhookTarget } from './options.js';

export interface Callbacks {
  /**
   * Delivers a body after a while, and again until the answer is 200.
   * @param target where to, looked up at each try: whoever moves is found; null counts as no answer
   */
  post(target: () => WebhookTarget | null, body: string, afterMs: number): void;
  /** Resolves when everything that was asked for is delivered or given up. */
  idle(): Promise<void>;
  readonly counts: { delivered: number; refused: number; givenUp: number };
  /** Forgets what is not delivered yet. */
  clear(): void;
  stop(): Promise<void>;
}

type Target = () => WebhookTarget | null;

const CONNECTIONS = 32;
const ANSWER_MS = 20_000;
/** A quarter of a second first, then about an hour in all; the provider itself goes on for days. */
const MAX_TRIES = 14;
const MAX_WAIT_MS = 600_000;

/** Webhooks as the provider delivers them: signed, at least once, in no order that one could rely on. */
export function createCallbacks(firstRetryMs: number): Callbacks {
  const agent = new Agent({ connections: CONNECTIONS, headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS });
  const counts = { delivered: 0, refused: 0, givenUp: 0 };
  let generation = 0;
  let pending = 0;
  let waiters: (() => void)[] = [];

  const done = (): void => {
    pending -= 1;
    if (pending > 0) return;
    for (const wake of waiters) wake();
    waiters = [];
  };

  const deliver = async (target: Target, body: string, tries: number, born: number): Promise<void> => {
    const isDelivered = born === generation && (await postOnce(agent, target(), body));
    if (born !== generation) return;
    if (isDelivered) {
      counts.delivered += 1;
      done();
    } else if (tries >= MAX_TRIES) {
      counts.givenUp += 1;
      done();
    } else {
      counts.refused += 1;
      later(Math.min(firstRetryMs * 2 ** (tries - 1), MAX_WAIT_MS), target, body, tries + 1, born);
    }
  };
  const later = (ms: number, target: Target, body: string, tries: number, born: number): void => {
    // Unreferenced: a process that has nothing else to do may end.
    setTimeout(() => void deliver(target, body, tries, born), ms).unref();
  };

  const clear = (): void => {
    generation += 1;
    pending = 1;
    done();
  };

  return {
    post: (target, body, afterMs) => {
      pending += 1;
      later(afterMs, target, body, 1, generation);
    },
    idle: () => (pending === 0 ? Promise.resolve() : new Promise((resolve) => void waiters.push(resolve))),
    counts,
    clear,
    stop: async () => {
      clear();
      await agent.destroy();
    },
  };
}

async function postOnce(agent: Agent, target: WebhookTarget | null, body: string): Promise<boolean> {
  if (target === null) return false;
  const { url, appSecret } = target;
  const signature = createHmac('sha256', appSecret).update(body).digest('hex');
  try {
    const answer = await request(url, {
      method: 'POST',
      dispatcher: agent,
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
      body,
    });
    await answer.body.dump();
    return answer.statusCode === 200;
  } catch {
    return false;
  }
}
