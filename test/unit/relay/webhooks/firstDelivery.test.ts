import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setNumberPiiMode } from '../../../../src/administration/numberPolicy.js';
import { COLLECTIONS } from '../../../../src/events/collections.js';
import { DAY_MS } from '../../../../src/lib/clock.js';
import type { TestGateway } from '../../../support/gateway.js';
import type { WebhookReceiver } from '../../../support/receiver.js';
import { createWebhookStage, type WebhookStage } from '../../../support/webhookStage.js';
import { envelope, textMessage } from '../../../support/whatsapp.js';

let stage: WebhookStage;
let gateway: TestGateway;
let receiver: WebhookReceiver;

beforeEach(async () => {
  stage = await createWebhookStage();
  ({ gateway, receiver } = stage);
});
afterEach(() => stage.stop());

describe('a first try', () => {
  test('that takes long is written as under way, and as what came of it later', async () => {
    const answers: (() => void)[] = [];
    receiver.answer = (_got, response) => {
      answers.push(() => response.writeHead(200).end());
    };
    await stage.addEndpoint('slow');
    await stage.say('hello');
    gateway.services.deliveries.start();
    const end = Date.now() + 10_000;
    while ((await stage.rows({ state: 'PENDING' })).length === 0 && Date.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(answers).toHaveLength(1);
    expect(await stage.rows({ state: 'PENDING', attemptCount: 0 })).toHaveLength(1);
    expect(await gateway.core.documents.count(COLLECTIONS.relays, {})).toBe(0);
    answers[0]?.();
    await stage.pass();
    expect(await stage.rows({ state: 'SUCCEEDED', attemptCount: 1 })).toHaveLength(1);
  });

  test('of what is erased meanwhile leaves nothing', async () => {
    receiver.answer = (_got, response) => {
      const { documents } = gateway.core;
      const { account } = gateway;
      const ofMessages = { account, stream: { $gt: 'message:', $lt: 'message;' } };
      void documents
        .deleteMany(COLLECTIONS.commits, ofMessages)
        .then(() => response.writeHead(200).end('heard'));
    };
    await stage.addEndpoint('all');
    const before = await gateway.core.documents.count(COLLECTIONS.payloads, {});
    await stage.say('hello');
    const stored = await gateway.core.documents.count(COLLECTIONS.payloads, {});
    await stage.pass();
    expect(receiver.received).toHaveLength(1);
    expect(stored).toBeGreaterThan(before);
    expect(await stage.rows()).toEqual([]);
    expect(await gateway.core.documents.count(COLLECTIONS.payloads, {})).toBe(stored);
    expect(await gateway.core.documents.count(COLLECTIONS.relays, {})).toBe(0);
  });
});

describe('a reply', () => {
  test('an answer tells what it answers, as long as that may be read', async () => {
    await stage.addEndpoint('all');
    const [asked, answered] = ['wamid.ASKED', 'wamid.ANSWERED'];
    const at = new Date(gateway.now.getTime() - 10 * DAY_MS);
    await stage.say('Where is it?', { id: asked, at });
    const answer = (id: string) =>
      gateway.receive(
        envelope({
          messages: [{ ...textMessage({ text: 'Here', id, at: gateway.now }), context: { id: asked } }],
        }),
      );
    await answer(answered);
    await stage.pass();
    const replies = () => receiver.received.filter(({ body }) => body.event === 'message.reply');
    expect(replies().map(({ body }) => body.data)).toMatchObject([
      { content: 'Here', quotedMessageId: asked, contentReplied: 'Where is it?' },
    ]);
    await setNumberPiiMode(gateway.core, stage.context, {
      numberId: gateway.number._id,
      mode: 'STORE_X_DAYS',
      piiRetentionDays: 7,
    });
    await answer('wamid.LATER');
    await stage.pass();
    expect(replies()).toHaveLength(2);
    expect(replies()[1]?.body.data).not.toHaveProperty('contentReplied');
  });
});
