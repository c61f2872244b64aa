import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import type { Client } from 'graphql-ws';
import type { RunningApp } from '../../src/app.js';
import { COLLECTIONS } from '../../src/events/collections.js';
import { SECOND_MS } from '../../src/lib/clock.js';
import type { SweepRow } from '../../src/retention/sweepRow.js';
import { eventually } from '../support/app.js';
import { startReceiver, type WebhookReceiver } from '../support/receiver.js';
import { PHONE_NUMBER_ID, startSendingStage, type SendingStage } from '../support/sendingStage.js';
import { postWebhook } from '../support/session.js';
import { envelope, textMessage } from '../support/whatsapp.js';
import {
  CreateWebhookDocument,
  DeliveryUpdatedDocument,
  InboundEventReceivedDocument,
  RunSweepDocument,
  SweepProgressedDocument,
} from './generated/operations.js';

/** Two processes that answer and two that work, on one database. */
describe('web and worker', () => {
  let stage: SendingStage;
  let webTwo: RunningApp;
  let workers: RunningApp[];
  let consumer: WebhookReceiver;
  let apiKey: string;
  const sockets: Client[] = [];
  const spread = {
    ALLOW_PRIVATE_WEBHOOKS: '127.0.0.0/8',
    ROLE: 'web',
  };

  const subscribe = async <Result, Variables>(
    url: string,
    operation: TypedDocumentNode<Result, Variables>,
    variables: Variables & Record<string, unknown>,
  ): Promise<Result[]> => {
    const socket = stage.admin.connect(url);
    sockets.push(socket);
    const heard: Result[] = [];
    socket.subscribe<Result>(
      { query: print(operation), variables },
      { next: ({ data }) => data && heard.push(data), error: () => undefined, complete: () => undefined },
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    return heard;
  };
  const until = (isDone: () => boolean) => eventually(() => Promise.resolve(isDone() ? true : null));
  const say = async (url: string, text: string): Promise<void> => {
    const body = envelope({
      phoneNumberId: PHONE_NUMBER_ID,
      messages: [textMessage({ text, at: stage.gateway.now })],
    });
    expect((await postWebhook(url, stage.numberId, body)).status).toBe(200);
  };
  const told = (text: string) => consumer.received.filter(({ body }) => body.data['content'] === text);

  beforeAll(async () => {
    consumer = await startReceiver();
    stage = await startSendingStage(spread);
    const { gateway, admin, numberId } = stage;
    apiKey = await stage.addKey(30);
    await admin.run(CreateWebhookDocument, {
      input: { name: 'consumer', numberId, url: `${consumer.origin}/`, events: ['*'] },
    });
    // While nobody works: it is picked up by its age, which goes by the gateways' clock.
    await say(gateway.url, 'early');
    stage.advance(20 * SECOND_MS);
    [webTwo, ...workers] = await Promise.all([
      gateway.startAnother(),
      gateway.startAnother({ ROLE: 'worker' }),
      gateway.startAnother({ ROLE: 'worker' }),
    ]);
  }, 120_000);
  afterAll(async () => {
    for (const socket of sockets) await socket.dispose();
    await stage.stop();
    await consumer.stop();
  });

  it('a worker tells its health and serves nothing else', async () => {
    for (const { url } of workers) {
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      for (const path of ['/graphql', '/v1/conversations', '/', `/hooks/whatsapp/${stage.numberId}`])
        expect((await fetch(`${url}${path}`)).status).toBe(404);
    }
  });

  it('what came in while there was no worker is delivered by the first that comes', async () => {
    await until(() => told('early').length > 0);
    expect(told('early')).toHaveLength(1);
  });

  it('what a web process takes in is delivered once by a worker, and heard at the other web process', async () => {
    const events = await subscribe(webTwo.url, InboundEventReceivedDocument, { after: null });
    const deliveries = await subscribe(webTwo.url, DeliveryUpdatedDocument, {});
    const times: number[] = [];
    for (const text of ['one', 'two', 'three', 'four', 'five']) {
      const from = performance.now();
      await say(text === 'three' ? webTwo.url : stage.gateway.url, text);
      await until(() => told(text).length > 0);
      times.push(Math.round(performance.now() - from));
    }
    await until(() => events.length >= 5 && deliveries.length >= 5);
    expect(events.map(({ inboundEventReceived }) => inboundEventReceived.data.content)).toEqual([
      'one',
      'two',
      'three',
      'four',
      'five',
    ]);
    expect(deliveries.map(({ deliveryUpdated }) => deliveryUpdated.state)).toEqual(
      Array(5).fill('SUCCEEDED'),
    );
    expect(consumer.received.map(({ body }) => body.data['content']).sort()).toEqual([
      'early',
      'five',
      'four',
      'one',
      'three',
      'two',
    ]);
    // Not the look of every five seconds has found them, but a signal: the figures are for whoever reads the output.
    const signals = stage.gateway.database.db.collection(COLLECTIONS.instances);
    expect(await signals.countDocuments({ count: { $gt: 0 } })).toBeGreaterThan(0);
    process.stdout.write(
      `Milliseconds from a hook to its delivery by another process: ${times.join(', ')}\n`,
    );
  });

  it('what one web process queues goes out once, and its statuses come back', async () => {
    const sent = stage.double.accepted.all().length;
    const { status } = await stage.send(
      apiKey,
      { destinationNumber: '+5511987654321', text: 'over web two' },
      { url: webTwo.url },
    );
    expect(status).toBe(202);
    const log = stage.gateway.database.db.collection(COLLECTIONS.sendLog);
    await eventually(() => log.findOne({ status: 'DELIVERED' }));
    expect(stage.double.accepted.all().length - sent).toBe(1);
  });

  it('a sweep that is asked for runs once, and is followed at the other web process', async () => {
    const { runSweep } = await stage.admin.run(RunSweepDocument, { input: {} });
    const sweepId = runSweep.sweep?.id ?? '';
    const heard = await subscribe(webTwo.url, SweepProgressedDocument, { sweepId });
    await until(() => heard.some(({ sweepProgressed }) => sweepProgressed.state === 'COMPLETED'));
    const rows = await stage.gateway.database.db.collection<SweepRow>(COLLECTIONS.sweeps).find().toArray();
    expect(rows.map(({ state, fence }) => ({ state, fence }))).toEqual([{ state: 'COMPLETED', fence: 1 }]);
    const receipts = stage.gateway.database.db.collection(COLLECTIONS.receipts);
    expect(await receipts.countDocuments()).toBe(1);
  });

  it('the worker that is left works for both', async () => {
    await workers[0]?.stop();
    for (const [index, url] of [stage.gateway.url, webTwo.url, stage.gateway.url].entries())
      await say(url, `after ${String(index)}`);
    await until(() => [0, 1, 2].every((index) => told(`after ${String(index)}`).length > 0));
    expect([0, 1, 2].map((index) => told(`after ${String(index)}`).length)).toEqual([1, 1, 1]);
  });
});
