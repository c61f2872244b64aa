import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { print } from 'graphql';
import type { Client } from 'graphql-ws';
import { startApp, type RunningApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { silentLog } from '../../src/lib/log.js';
import { ADMIN, eventually, startTestApp, type Session, type TestApp } from '../support/app.js';
import { createTestNumber } from '../support/number.js';
import { postWebhook, signIn } from '../support/session.js';
import { envelope, textMessage } from '../support/whatsapp.js';
import {
  InboundEventReceivedDocument,
  MessagesDocument,
  SetNumberPiiModeDocument,
  type InboundEventReceivedSubscription,
} from './generated/operations.js';

type Event = InboundEventReceivedSubscription['inboundEventReceived'];

describe('two gateways on one database', () => {
  let first: TestApp;
  let second: RunningApp;
  let admin: Session;
  let numberId: string;
  const sockets: Client[] = [];

  const subscribe = async (url: string, after: string | null = null): Promise<Event[]> => {
    const socket = admin.connect(url);
    sockets.push(socket);
    const events: Event[] = [];
    socket.subscribe<InboundEventReceivedSubscription>(
      { query: print(InboundEventReceivedDocument), variables: { after } },
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
  const say = async (url: string, text: string): Promise<void> => {
    const body = envelope({ messages: [textMessage({ text, at: new Date() })] });
    expect((await postWebhook(url, numberId, body)).status).toBe(200);
  };
  const texts = (events: readonly Event[]) => events.map(({ data }) => data.content);
  const until = (isDone: () => boolean) => eventually(() => Promise.resolve(isDone() ? true : null));

  beforeAll(async () => {
    first = await startTestApp();
    second = await first.startAnother();
    admin = await first.signIn();
    ({ numberId } = await createTestNumber(admin));
  });
  afterAll(async () => {
    for (const socket of sockets) await socket.dispose();
    await first.stop();
  });

  it('tell each other’s messages to their subscribers, each once', async () => {
    const [here, there] = [await subscribe(first.url), await subscribe(second.url)];
    await say(first.url, 'to the first');
    await say(second.url, 'to the second');
    await until(() => here.length >= 2 && there.length >= 2);
    expect(texts(here)).toEqual(['to the first', 'to the second']);
    expect(texts(there)).toEqual(['to the first', 'to the second']);
  });

  it('let a subscriber of one resume at the other', async () => {
    const events = await subscribe(first.url);
    await say(first.url, 'one');
    await until(() => events.length === 1);
    await say(second.url, 'two');
    const resumed = await subscribe(second.url, events[0]?.cursor ?? '');
    await until(() => texts(resumed).includes('two'));
    expect(texts(resumed)).not.toContain('one');
  });

  it('both store one message when each gets the same delivery', async () => {
    const body = envelope({ messages: [textMessage({ text: 'twice', at: new Date() })] });
    const urls = [first.url, second.url, first.url, second.url];
    const answers = await Promise.all(urls.map((url) => postWebhook(url, numberId, body)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { messages } = await admin.run(MessagesDocument, { numberId, first: 100 });
    expect(messages.edges.filter(({ node }) => node.content === 'twice')).toHaveLength(1);
  });

  it('obey a mode that was set at the other one', async () => {
    await admin.run(SetNumberPiiModeDocument, { input: { numberId, mode: 'RELAY_ONLY' } });
    const there = await signIn(second.url, ADMIN);
    await eventually(async () => {
      const { messages } = await there.run(MessagesDocument, { numberId });
      return messages.notice === 'PII_RELAY_ONLY' ? messages : null;
    });
    const before = await first.database.db.collection('messages').countDocuments();
    await say(second.url, 'relayed');
    expect(await first.database.db.collection('messages').countDocuments()).toBe(before);
  });

  it('refuse to start with another master key, before anything is served', async () => {
    const config = readConfig({
      PORT: '0',
      MONGODB_URI: first.database.uri,
      DATABASE_NAME: first.database.databaseName,
      MASTER_KEY: randomBytes(32).toString('base64'),
    });
    await expect(startApp(config, { log: silentLog })).rejects.toMatchObject({ name: 'WrongMasterKey' });
  });
});
