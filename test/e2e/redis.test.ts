import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { print } from 'graphql';
import type { Client } from 'graphql-ws';
import type { RunningApp } from '../../src/app.js';
import { eventually, startTestApp, type Session, type TestApp } from '../support/app.js';
import { createTestNumber } from '../support/number.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js';
import { postWebhook } from '../support/session.js';
import { envelope, textMessage } from '../support/whatsapp.js';
import {
  InboundEventReceivedDocument,
  SetNumberPiiModeDocument,
  type InboundEventReceivedSubscription,
} from './generated/operations.js';

type Event = InboundEventReceivedSubscription['inboundEventReceived'];
const NAME = 'Canary Redis';
const PHONE = '4915155508181';
const WARNING = 'REDIS_URL is not set';

const follow = async (admin: Session, url: string, sockets: Client[]): Promise<Event[]> => {
  const socket = admin.connect(url);
  sockets.push(socket);
  const events: Event[] = [];
  socket.subscribe<InboundEventReceivedSubscription>(
    { query: print(InboundEventReceivedDocument), variables: { after: null } },
    {
      next: ({ data }) => {
        if (data) events.push(data.inboundEventReceived);
      },
      error: () => undefined,
      complete: () => undefined,
    },
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  return events;
};

/** Two gateways on one database and one real redis-server, whose number stores nothing. */
(hasRedis ? describe : describe.skip)('live events between gateways', () => {
  let redis: TestRedis;
  let first: TestApp;
  let second: RunningApp;
  let numberId: string;
  let here: Event[];
  let there: Event[];
  const sockets: Client[] = [];

  const say = async (url: string, text: string): Promise<void> => {
    const from = { phone: PHONE, name: NAME };
    const body = envelope({ contacts: [from], messages: [textMessage({ text, from, at: new Date() })] });
    expect((await postWebhook(url, numberId, body)).status).toBe(200);
  };
  const texts = (events: readonly Event[]) => events.map(({ data }) => data.content);
  const until = (isDone: () => boolean) => eventually(() => Promise.resolve(isDone() ? true : null));

  beforeAll(async () => {
    redis = await startRedis();
    first = await startTestApp({ settings: { REDIS_URL: redis.url } });
    second = await first.startAnother();
    const admin = await first.signIn();
    ({ numberId } = await createTestNumber(admin));
    await admin.run(SetNumberPiiModeDocument, { input: { numberId, mode: 'RELAY_ONLY' } });
    here = await follow(admin, first.url, sockets);
    there = await follow(admin, second.url, sockets);
  });
  afterAll(async () => {
    for (const socket of sockets) await socket.dispose();
    await first.stop();
    await redis.stop();
  });

  it('reach the subscribers of both, each once, sealed, and stay in Redis not at all', async () => {
    await say(first.url, 'canary-one');
    await say(second.url, 'canary-two');
    await until(() => here.length >= 2 && there.length >= 2);
    expect([texts(here).sort(), texts(there).sort()]).toEqual([
      ['canary-one', 'canary-two'],
      ['canary-one', 'canary-two'],
    ]);
    expect(redis.published).toHaveLength(2);
    const wire = Buffer.concat([...redis.published]).toString('latin1');
    for (const canary of ['canary', NAME, PHONE, numberId]) expect(wire).not.toContain(canary);
    // Counts of who asks and who tries to sign in are there, without saying who, and expire by themselves.
    expect((await redis.keys()).filter((key) => !/^lethe:(rate|tries):/.test(key))).toEqual([]);
    expect(first.logged.join('')).not.toContain(WARNING);
  });

  it('hold up nobody while Redis is away, and go on when it is back', async () => {
    const port = Number(new URL(redis.url).port);
    await redis.stop();
    await say(second.url, 'canary-away');
    await until(() => texts(there).includes('canary-away'));
    redis = await startRedis(port);
    await eventually(async () => {
      await say(second.url, 'canary-back');
      await new Promise((resolve) => setTimeout(resolve, 200));
      return texts(here).includes('canary-back') ? true : null;
    });
    expect(texts(here)).not.toContain('canary-away');
    expect(first.logged.join('')).not.toContain('canary');
  });
});

describe('several gateways without Redis', () => {
  it('warn at start', async () => {
    const first = await startTestApp();
    try {
      expect(first.logged.join('')).not.toContain(WARNING);
      await first.startAnother();
      expect(first.logged.join('')).toContain(WARNING);
    } finally {
      await first.stop();
    }
  });
});
