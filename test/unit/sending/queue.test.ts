import { describe, expect, test } from '@jest/globals';
import { setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import { systemContext } from '../../../src/administration/context.js';
import { updateApiKeyRetention } from '../../../src/administration/apiKeys.js';
import type { SendPii } from '../../../src/channels/sendPii.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/lib/clock.js';
import type { MessagePii, MessageRow } from '../../../src/projections/rows.js';
import { acceptedBy, refusedWith, tellingId } from '../../support/sending/fakeClient.js';
import { createSendStage, RECIPIENT, type SendStage } from '../../support/sending/stage.js';

async function open<T>({ gateway }: SendStage, payload: string | null | undefined): Promise<T | undefined> {
  if (typeof payload !== 'string') return undefined;
  const opened = await gateway.core.vault.read(gateway.account, [payload], 'STORE');
  return opened.get(payload) as T | undefined;
}

describe('a send of a number that stores', () => {
  test('is queued, asked for with our id, and accepted with the provider’s id sealed', async () => {
    const stage = await createSendStage();
    const receipt = await stage.send();
    expect(receipt).toMatchObject({ status: 'QUEUED', isReplay: false });
    expect(await stage.outbox()).toMatchObject([{ _id: receipt.id, state: 'WAITING' }]);
    await stage.drain();
    const [message] = stage.client.asked;
    expect(message).toEqual({
      recipient: { kind: 'PHONE', phone: RECIPIENT },
      content: { type: 'text', body: 'hello' },
      replyTo: null,
      trackingData: receipt.id,
    });
    const entry = await stage.entry(receipt.id);
    expect(entry).toMatchObject({ status: 'SENT', sealed: true });
    expect(entry?.externalId).toBeUndefined();
    const wamid = message && tellingId(message);
    expect((await open<SendPii>(stage, entry?.payload))?.externalId).toBe(wamid);
    const [chat] = await stage.rows<MessageRow>('messages');
    expect(chat).toMatchObject({ direction: 'OUTBOUND', send: receipt.id, externalKey: entry?.externalKey });
    expect((await open<MessagePii>(stage, chat?.payload))?.externalId).toBe(wamid);
    expect(await stage.outbox()).toEqual([]);
    // Old payloads are erased: the number's secrets, the identity, the chat's and the log's.
    expect(await stage.rows('payloads')).toHaveLength(4);
  });

  test('an id that tells nobody stays readable without a payload', async () => {
    const stage = await createSendStage({ retentionDays: 0 });
    stage.client.answer = () => ({ kind: 'ACCEPTED', externalId: 'wamid.plain', isHeld: false });
    const { id } = await stage.send();
    await stage.drain();
    expect(await stage.entry(id)).toMatchObject({ status: 'SENT', externalId: 'wamid.plain', payload: null });
  });

  test('of a key that keeps no days has no log payload, ever, and goes out from the chat record', async () => {
    const stage = await createSendStage({ retentionDays: 0 });
    const { id } = await stage.send();
    expect(await stage.entry(id)).toMatchObject({ payload: null, status: 'QUEUED', bytes: 0 });
    await stage.drain();
    expect(stage.client.asked).toHaveLength(1);
    expect(await stage.entry(id)).toMatchObject({ payload: null, status: 'SENT' });
    const payloads = await stage.rows<{ _id: string; scope: string }>('payloads');
    expect(payloads.filter(({ scope }) => scope.startsWith('sendLog:'))).toEqual([]);
  });

  test('keeps its order within a conversation, also behind one that is tried again', async () => {
    const stage = await createSendStage();
    let tries = 0;
    stage.client.answer = (message) => (++tries === 1 ? refusedWith({}) : acceptedBy(message));
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.push((await stage.send()).id);
    await stage.drain();
    expect(stage.client.asked.map(({ trackingData }) => trackingData)).toEqual(ids.slice(0, 1));
    stage.advance(2 * SECOND_MS);
    await stage.drain();
    expect(stage.client.asked.map(({ trackingData }) => trackingData)).toEqual([ids[0], ...ids]);
  });

  test('a refusal for good fails at once, and the closed window is a reason of its own', async () => {
    const stage = await createSendStage();
    stage.client.answer = () => refusedWith({ class: 'NEVER', code: 131_047, message: 'Send a template.' });
    const { id } = await stage.send();
    await stage.drain();
    expect(await stage.entry(id)).toMatchObject({
      status: 'FAILED',
      failure: 'WINDOW_CLOSED',
      errorCode: 131_047,
      errorMessage: 'Send a template.',
    });
    expect(await stage.outbox()).toEqual([]);
  });

  test('an unanswered one is never asked for again, and fails after ten minutes', async () => {
    const stage = await createSendStage();
    stage.client.answer = () => ({ kind: 'UNKNOWN' });
    const { id } = await stage.send();
    await stage.drain();
    expect(await stage.outbox()).toMatchObject([{ state: 'UNCERTAIN' }]);
    stage.advance(9 * MINUTE_MS);
    await stage.drain();
    expect(await stage.entry(id)).toMatchObject({ status: 'QUEUED' });
    stage.advance(2 * MINUTE_MS);
    await stage.drain();
    expect(await stage.entry(id)).toMatchObject({ status: 'FAILED', failure: 'OUTCOME_UNKNOWN' });
    expect(stage.client.asked).toHaveLength(1);
    expect(await stage.outbox()).toEqual([]);
  });

  test('tries again for a day and then gives up', async () => {
    const stage = await createSendStage();
    stage.client.answer = () => ({ kind: 'UNREACHABLE' });
    const { id } = await stage.send();
    for (let hours = 0; hours < 30; hours += 1) {
      await stage.drain();
      stage.advance(1.3 * HOUR_MS);
    }
    expect(await stage.entry(id)).toMatchObject({ status: 'FAILED', failure: 'RETRIES_EXHAUSTED' });
    expect(await stage.outbox()).toEqual([]);
  });

  test('waits for deliverAt, and is never sent after deliverUntil', async () => {
    const stage = await createSendStage();
    const at = (ms: number): Date => new Date(stage.gateway.now.getTime() + ms);
    const timely = await stage.send({ deliverAt: at(HOUR_MS) });
    const late = await stage.send({ deliverAt: at(HOUR_MS), deliverUntil: at(2 * HOUR_MS) });
    await stage.drain();
    expect(stage.client.asked).toEqual([]);
    stage.advance(3 * HOUR_MS);
    await stage.drain();
    expect(await stage.entry(timely.id)).toMatchObject({ status: 'SENT' });
    expect(await stage.entry(late.id)).toMatchObject({ status: 'FAILED', failure: 'TOO_LATE' });
    expect(stage.client.asked).toHaveLength(1);
  });

  test('a policy that falls due while it waits wins, although no sweep ran', async () => {
    const stage = await createSendStage({ retentionDays: 1 });
    const context = systemContext(stage.gateway.account);
    const { id } = await stage.send({ deliverAt: new Date(stage.gateway.now.getTime() + 3 * DAY_MS) });
    await setNumberPiiMode(stage.gateway.core, context, {
      numberId: stage.gateway.number._id,
      mode: 'STORE_X_DAYS',
      piiRetentionDays: 2,
    });
    stage.advance(3 * DAY_MS);
    await stage.drain();
    expect(await stage.entry(id)).toMatchObject({ status: 'FAILED', failure: 'PAYLOAD_EXPIRED' });
    expect(stage.client.asked).toEqual([]);
  });

  test('a key that is tightened to nothing meanwhile leaves no log payload behind an acceptance', async () => {
    const stage = await createSendStage();
    const context = systemContext(stage.gateway.account);
    stage.client.answer = async (message) => {
      await updateApiKeyRetention(stage.gateway.core, context, { apiKeyId: stage.apiKey, retentionDays: 0 });
      return acceptedBy(message);
    };
    const { id } = await stage.send();
    await stage.drain();
    const entry = await stage.entry(id);
    expect(entry?.status).toBe('SENT');
    expect((await open<SendPii>(stage, entry?.payload))?.externalId).toBeNull();
  });

  test('one number’s throttling does not delay another’s', async () => {
    const stage = await createSendStage();
    const { createNumber } = await import('../../../src/administration/numbers.js');
    const other = await createNumber(stage.gateway.core, systemContext(stage.gateway.account), {
      name: 'other',
      phoneNumber: '+4930999999',
      whatsapp: {
        phoneNumberId: '900000000000009',
        accessToken: 'access-token',
        appSecret: 'app-secret',
        verifyToken: 'verify-token',
      },
    });
    stage.client.answer = (message, phoneNumberId) =>
      phoneNumberId === '900000000000009'
        ? acceptedBy(message)
        : refusedWith({ throttles: 'NUMBER', code: 130_429, retryAfterMs: HOUR_MS });
    for (let index = 0; index < 300; index += 1)
      await stage.send({ recipient: { kind: 'PHONE', phone: `+49151000${String(index).padStart(5, '0')}` } });
    const { id } = await stage.send({ number: other, apiKey: null });
    await stage.drain();
    expect(await stage.entry(id)).toMatchObject({ status: 'SENT' });
    // Those under way when the throttling was told, and no more.
    expect(stage.client.asked.length).toBeLessThan(50);
  });
});
