import { beforeEach, describe, expect, test } from '@jest/globals';
import { setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import { systemContext } from '../../../src/administration/context.js';
import type { SendOutcome } from '../../../src/channels/outbound.js';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/lib/clock.js';
import { SendRefused } from '../../../src/sending/sendRefused.js';
import { everythingStored } from '../../support/core.js';
import { refusedWith, tellingId } from '../../support/sending/fakeClient.js';
import { createSendStage, RECIPIENT, type SendStage } from '../../support/sending/stage.js';
import { envelope, messageStatus } from '../../support/whatsapp.js';

const CANARY = 'canary-text-of-a-send';
const key = { key: 'k1', body: CANARY };

let stage: SendStage;
beforeEach(async () => {
  stage = await createSendStage();
  await setNumberPiiMode(stage.gateway.core, systemContext(stage.gateway.account), {
    numberId: stage.gateway.number._id,
    mode: 'RELAY_ONLY',
    piiRetentionDays: null,
  });
  stage.advance(SECOND_MS);
});

const send = () =>
  stage.send({ content: { type: 'text', body: CANARY }, labels: [CANARY], idempotency: key });

async function reasonOf(promise: Promise<unknown>): Promise<string | null> {
  return promise.then(
    () => null,
    (error: unknown) => {
      if (error instanceof SendRefused) return error.reason;
      throw error;
    },
  );
}

async function expectNoTrace(): Promise<void> {
  const all = await everythingStored(stage.gateway.core);
  for (const secret of [CANARY, RECIPIENT, RECIPIENT.slice(1), 'wamid.'])
    expect({ secret, isFound: all.includes(secret) }).toEqual({ secret, isFound: false });
  expect(await stage.rows('messages')).toEqual([]);
  expect(await stage.rows('conversations')).toEqual([]);
}

describe('a send of a RELAY_ONLY number runs inside the request', () => {
  test('while it runs: a row of ids and times', async () => {
    let seen: unknown;
    stage.client.answer = async (message) => {
      await expectNoTrace();
      seen = await stage.outbox();
      return { kind: 'ACCEPTED', externalId: tellingId(message), isHeld: false };
    };
    const receipt = await send();
    expect(seen).toMatchObject([{ state: 'INLINE', _id: receipt.id }]);
  });

  test('accepted: an entry without payload, and the same answer for the same key', async () => {
    const receipt = await send();
    expect(receipt.status).toBe('SENT');
    const entry = await stage.entry(receipt.id);
    expect(entry).toMatchObject({ status: 'SENT', payload: null, message: null, bytes: 0 });
    expect(entry?.externalId).toBeUndefined();
    expect(await stage.outbox()).toEqual([]);
    expect(await send()).toEqual({ ...receipt, isReplay: true });
    expect(stage.client.asked).toHaveLength(1);
    await expectNoTrace();
  });

  test('a key that another request took meanwhile: nothing is asked, nothing is left', async () => {
    const first = reasonOf(send());
    while ((await stage.keys()).length === 0) await Promise.resolve();
    stage.advance(16 * SECOND_MS);
    const reasons = await Promise.all([first, reasonOf(send())]);
    expect(reasons).toContain(null);
    expect(stage.client.asked).toHaveLength(1);
    expect(await stage.rows('sendLog')).toHaveLength(1);
    expect(await stage.outbox()).toEqual([]);
  });

  test.each<[string, SendOutcome, string]>([
    ['for good', refusedWith({ class: 'NEVER', code: 131_050 }), 'PROVIDER_REFUSED'],
    ['for its token', refusedWith({ class: 'TOKEN', code: 190 }), 'PROVIDER_NOT_CONFIGURED'],
  ])('refused %s: a failed entry, and the key is free', async (_name, outcome, reason) => {
    stage.client.answer = () => outcome;
    expect(await reasonOf(send())).toBe(reason);
    expect(await stage.rows('sendLog')).toMatchObject([{ status: 'FAILED', payload: null }]);
    expect(await stage.outbox()).toEqual([]);
    expect(await stage.keys()).toEqual([]);
    await expectNoTrace();
  });

  test.each<[string, SendOutcome]>([
    ['refused for the moment', refusedWith({ retryAfterMs: 7_000 })],
    ['unreachable', { kind: 'UNREACHABLE' }],
  ])('%s: nothing is left behind', async (_name, outcome) => {
    stage.client.answer = () => outcome;
    expect(await reasonOf(send())).toBe('UPSTREAM_ERROR');
    for (const name of ['sendLog', 'outbox', 'idempotency', 'sendCounters'] as const)
      expect(await stage.rows(name)).toEqual([]);
    await expectNoTrace();
  });

  test('unanswered: an uncertain entry that no new try may double, until its time is over', async () => {
    stage.client.answer = () => ({ kind: 'UNKNOWN' });
    expect(await reasonOf(send())).toBe('UPSTREAM_TIMEOUT');
    expect(await stage.outbox()).toMatchObject([{ state: 'UNCERTAIN' }]);
    expect(await stage.rows('sendLog')).toMatchObject([{ status: 'QUEUED', payload: null }]);
    stage.advance(5 * MINUTE_MS);
    expect(await reasonOf(send())).toBe('IDEMPOTENCY_KEY_IN_USE');
    stage.advance(6 * MINUTE_MS);
    await stage.drain();
    expect(await stage.rows('sendLog')).toMatchObject([{ status: 'FAILED', failure: 'OUTCOME_UNKNOWN' }]);
    expect(await reasonOf(send())).toBe('UPSTREAM_TIMEOUT');
    expect(stage.client.asked).toHaveLength(2);
    await expectNoTrace();
  });

  test('unanswered, and its status proves it: sent, and the key answers with it', async () => {
    stage.client.answer = () => ({ kind: 'UNKNOWN' });
    await reasonOf(send());
    const [message] = stage.client.asked;
    if (!message) throw new Error('Nothing was asked.');
    const status = messageStatus('delivered', { id: tellingId(message), trackingData: message.trackingData });
    await stage.gateway.receive(envelope({ statuses: [status] }));
    expect(await stage.rows('sendLog')).toMatchObject([{ status: 'DELIVERED', payload: null }]);
    expect(await stage.outbox()).toEqual([]);
    expect(await send()).toMatchObject({ id: message.trackingData, isReplay: true });
    await expectNoTrace();
  });

  test('a status that is quicker than the answer writes the entry', async () => {
    stage.client.answer = async (message) => {
      const externalId = tellingId(message);
      const status = messageStatus('sent', { id: externalId, trackingData: message.trackingData });
      await stage.gateway.receive(envelope({ statuses: [status] }));
      return { kind: 'ACCEPTED', externalId, isHeld: false };
    };
    const receipt = await send();
    expect(await stage.rows('sendLog')).toMatchObject([{ _id: receipt.id, status: 'SENT' }]);
    expect(await stage.outbox()).toEqual([]);
    expect(await stage.rows('sendCounters')).toMatchObject([{ total: 1, counts: { QUEUED: 0, SENT: 1 } }]);
    expect(await stage.keys()).toMatchObject([{ state: 'DONE' }]);
  });

  test('nothing can wait: deliverAt is refused', async () => {
    const deliverAt = new Date(stage.gateway.now.getTime() + HOUR_MS);
    expect(await reasonOf(stage.send({ deliverAt }))).toBe('FEATURE_NOT_SUPPORTED');
    expect(stage.client.asked).toEqual([]);
  });
});
