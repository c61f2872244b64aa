import { describe, expect, test } from '@jest/globals';
import { MINUTE_MS } from '../../../src/lib/clock.js';
import type { MessageRow } from '../../../src/projections/rows.js';
import { createSendStage, type SendStage } from '../../support/sending/stage.js';
import { tellingId } from '../../support/sending/fakeClient.js';
import { envelope, failedStatus, message, messageStatus } from '../../support/whatsapp.js';

type Name = Parameters<typeof messageStatus>[0];

async function report(stage: SendStage, name: Name, isTracked = true): Promise<void> {
  const [asked] = stage.client.asked;
  if (!asked) throw new Error('Nothing was asked.');
  const options = { id: tellingId(asked), ...(isTracked && { trackingData: asked.trackingData }) };
  const status = name === 'failed' ? failedStatus(options) : messageStatus(name, options);
  await stage.gateway.receive(envelope({ statuses: [status] }));
}

describe('statuses of sends', () => {
  test('in any order and doubled, never lower a higher one', async () => {
    const stage = await createSendStage();
    const { id } = await stage.send();
    await stage.drain();
    for (const name of ['read', 'sent', 'delivered', 'read', 'delivered'] as const) await report(stage, name);
    const entry = await stage.entry(id);
    expect(entry).toMatchObject({ status: 'READ', pricing: { category: 'service' } });
    expect([entry?.sentAt, entry?.deliveredAt, entry?.readAt].every((at) => at instanceof Date)).toBe(true);
    expect(await stage.rows('statuses')).toEqual([]);
    const [counters] = await stage.rows<{ _id: string; counts: Record<string, number> }>('sendCounters');
    expect(counters?.counts).toMatchObject({ QUEUED: 0, SENT: 0, READ: 1 });
  });

  test('are found by the provider’s id alone', async () => {
    const stage = await createSendStage();
    const { id } = await stage.send();
    await stage.drain();
    await report(stage, 'delivered', false);
    expect(await stage.entry(id)).toMatchObject({ status: 'DELIVERED' });
  });

  test('one without our id that comes before the answer is adopted', async () => {
    const stage = await createSendStage();
    stage.client.answer = async (asked) => {
      await report(stage, 'delivered', false);
      return { kind: 'ACCEPTED', externalId: tellingId(asked), isHeld: false };
    };
    const { id } = await stage.send();
    await stage.drain();
    expect(await stage.entry(id)).toMatchObject({ status: 'DELIVERED' });
  });

  test('prove an unanswered send, before its time is over and after', async () => {
    for (const minutes of [1, 15]) {
      const stage = await createSendStage();
      stage.client.answer = () => ({ kind: 'UNKNOWN' });
      const { id } = await stage.send();
      await stage.drain();
      stage.advance(minutes * MINUTE_MS);
      await stage.drain();
      await report(stage, 'delivered');
      const entry = await stage.entry(id);
      expect(entry).toMatchObject({ status: 'DELIVERED' });
      expect(entry?.failure).toBeUndefined();
      expect(await stage.outbox()).toEqual([]);
      const [chat] = await stage.rows<MessageRow>('messages');
      expect(chat?.externalKey).toBe(entry?.externalKey);
      expect(stage.client.asked).toHaveLength(1);
    }
  });

  test('a failure told later fails it, in our words', async () => {
    const stage = await createSendStage();
    const { id } = await stage.send();
    await stage.drain();
    await report(stage, 'failed');
    const entry = await stage.entry(id);
    expect(entry).toMatchObject({ status: 'FAILED', errorCode: 131_047 });
    expect(entry?.errorMessage).toContain('24 hours');
  });

  test('another number’s status is not taken for it', async () => {
    const stage = await createSendStage();
    const { id } = await stage.send();
    const status = messageStatus('delivered', { trackingData: id });
    await stage.drain();
    await stage.gateway.receive(envelope({ statuses: [status] }));
    expect(await stage.entry(id)).toMatchObject({ status: 'SENT' });
  });

  test('subscribers hear of each once, with correlation id and recipient', async () => {
    const stage = await createSendStage();
    const { account, services } = stage.gateway;
    const events = services.hub.subscribe({ account, numberIds: null, types: null, after: null });
    const { id, correlationId } = await stage.send();
    await stage.drain();
    await report(stage, 'sent');
    await report(stage, 'delivered');
    const told = [];
    for (let index = 0; index < 2; index += 1) told.push((await events.next()).value);
    const to = '+4915112345678';
    expect(told).toMatchObject([
      { event: 'message.sent', id: `${id}:SENT`, data: { id, correlationId, to } },
      { event: 'message.delivered', id: `${id}:DELIVERED`, data: { id, correlationId, to } },
    ]);
    await events.return?.();
  });

  test('a customer’s reply and an echo find what was sent from here', async () => {
    const stage = await createSendStage();
    await stage.send();
    await stage.drain();
    const [asked] = stage.client.asked;
    const externalId = asked ? tellingId(asked) : '';
    const reply = message('text', { body: 'thanks' }, { replyTo: externalId });
    await stage.gateway.receive(envelope({ messages: [reply] }));
    const rows = await stage.rows<MessageRow>('messages');
    const sent = rows.find(({ direction }) => direction === 'OUTBOUND');
    expect(rows.find(({ direction }) => direction === 'INBOUND')?.repliesTo).toBe(sent?._id);
  });
});
