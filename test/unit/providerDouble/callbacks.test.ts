import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { verifySignature } from '../../../src/channels/whatsapp/verifySignature.js';
import { startDoubleStage, type DoubleStage } from '../../support/doubleStage.js';
import { startHookServer } from '../../support/hookServer.js';

let stage: DoubleStage;
beforeEach(async () => {
  stage = await startDoubleStage();
});
afterEach(() => stage.stop());

describe('what the double calls back', () => {
  it('are the statuses of a message, as our own webhook reads them', async () => {
    stage.double.setStatuses([
      { status: 'sent' },
      { status: 'delivered', afterMs: 20 },
      { status: 'read', afterMs: 40 },
    ]);
    await stage.send();
    const events = await stage.received();
    const [accepted] = stage.double.accepted.all();
    expect(events).toMatchObject(
      ['SENT', 'DELIVERED', 'READ'].map((status) => ({
        kind: 'status',
        status,
        externalId: accepted?.id,
        trackingData: 'send-1',
        recipient: { phone: '+5511987654321' },
        pricing: { billable: true, category: 'service' },
        conversation: { originType: 'service' },
        errors: [],
      })),
    );
  });

  it('may come in another order, twice, late, or not at all', async () => {
    stage.double.setStatuses([
      { status: 'read', afterMs: 0 },
      { status: 'sent', afterMs: 60, atMs: -2_000, times: 2 },
    ]);
    await stage.send();
    const events = await stage.received();
    expect(events).toMatchObject([{ status: 'READ' }, { status: 'SENT' }, { status: 'SENT' }]);
    const [readAt, sentAt] = events.map((event) => (event.kind === 'status' ? event.at.getTime() : 0));
    expect(sentAt).toBeLessThan(readAt ?? 0);
  });

  it('find a webhook that moved meanwhile', async () => {
    const { double, hook } = stage;
    const webhook = { url: hook.url, appSecret: 'app-secret' };
    double.setWebhook({ ...webhook, url: 'http://127.0.0.1:9/gone' });
    double.setStatuses([{ status: 'sent' }]);
    await stage.send();
    while (double.callbackCounts.refused === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    double.setWebhook(webhook);
    expect(await stage.received()).toMatchObject([{ status: 'SENT' }]);
  });

  it('may be a failure, to a person, a user id or a group', async () => {
    stage.double.setStatuses((accepted) =>
      accepted.recipientKind === 'PHONE' ? [{ status: 'failed', code: 131_047 }] : [{ status: 'sent' }],
    );
    await stage.send();
    await stage.send({ to: undefined, recipient: 'BR.1349001' });
    await stage.send({ to: 'Y2Fw', recipient_type: 'group' });
    const events = await stage.received();
    expect(events).toHaveLength(3);
    expect(events).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ status: 'FAILED', errors: [expect.objectContaining({ code: 131_047 })] }),
        expect.objectContaining({
          status: 'SENT',
          recipient: expect.objectContaining({ userId: 'BR.1349001' }),
        }),
        expect.objectContaining({ status: 'SENT', groupId: 'Y2Fw' }),
      ]),
    );
  });

  it('comes again until it is answered by 200', async () => {
    stage.double.setStatuses([{ status: 'sent' }]);
    stage.hook.statuses.push(503, 201, 404);
    await stage.send();
    expect(await stage.received()).toHaveLength(4);
    expect(new Set(stage.hook.received.map(({ raw }) => raw.toString())).size).toBe(1);
    expect(stage.double.callbackCounts).toEqual({ delivered: 1, refused: 3, givenUp: 0 });
  });

  it('are messages of customers, too', async () => {
    await stage.send();
    stage.double.inbound({ from: '+447700900123', name: 'Ada', text: 'Oi', replyTo: 'wamid.x' });
    stage.double.inbound({
      userId: 'GB.7',
      message: { type: 'image', image: { id: '1', mime_type: 'image/png' } },
    });
    stage.double.inbound({ groupId: 'Y2Fw' });
    const events = await stage.received();
    expect(events).toHaveLength(3);
    expect(events).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kind: 'message',
          content: { type: 'text', body: 'Oi' },
          peer: expect.objectContaining({ phone: '+447700900123', name: 'Ada' }),
          context: expect.objectContaining({ repliedTo: 'wamid.x' }),
        }),
        expect.objectContaining({
          type: 'image',
          peer: expect.objectContaining({ phone: null, userId: 'GB.7' }),
        }),
        expect.objectContaining({ group: { externalId: 'Y2Fw', name: null } }),
      ]),
    );
  });

  it('goes to the webhook of its number', async () => {
    const other = await startHookServer();
    stage.double.setWebhook({ url: other.url, appSecret: 'other' }, '2');
    stage.double.inbound({ phoneNumberId: '2' });
    await stage.double.idle();
    expect([stage.hook.received.length, other.received.length]).toEqual([0, 1]);
    const [first] = other.received;
    expect(first && verifySignature(first.raw, first.signature, 'other')).toBe(true);
    await other.stop();
  });
});
