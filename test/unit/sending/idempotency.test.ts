import { describe, expect, test } from '@jest/globals';
import { SYSTEM } from '../../../src/domain/events.js';
import { createLocalCommitFeed } from '../../../src/events/commitFeed.js';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../src/lib/clock.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { SendRefused } from '../../../src/sending/sendRefused.js';
import type { SendReceipt } from '../../../src/sending/sending.js';
import { createServices } from '../../../src/services.js';
import { createSendStage } from '../../support/sending/stage.js';

const idempotency = { key: 'order-1', body: '{"text":"hello"}' };

async function outcome(promise: Promise<SendReceipt>): Promise<string> {
  return promise.then(
    ({ isReplay }) => (isReplay ? 'REPLAY' : 'SENT'),
    (error: unknown) => (error instanceof SendRefused ? error.reason : 'OTHER'),
  );
}

describe('idempotency keys', () => {
  test('the same body gives the same receipt, another one a conflict, and a day later both are new', async () => {
    const stage = await createSendStage();
    const first = await stage.send({ idempotency });
    await stage.drain();
    expect(await stage.send({ idempotency })).toEqual({ ...first, isReplay: true });
    expect(await outcome(stage.send({ idempotency: { ...idempotency, body: 'other' } }))).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
    expect(await outcome(stage.send({ idempotency, apiKey: null }))).toBe('SENT');
    stage.advance(DAY_MS);
    expect(await outcome(stage.send({ idempotency }))).toBe('SENT');
    expect(await stage.rows('sendLog')).toHaveLength(3);
  });

  test('of two instances at once one sends', async () => {
    const stage = await createSendStage();
    const { core } = stage.gateway;
    const other = createServices(core, createLocalCommitFeed(core.store), { client: stage.client });
    const request = {
      number: await stage.number(),
      by: SYSTEM,
      origin: 'API' as const,
      apiKey: stage.apiKey,
      recipient: { kind: 'PHONE', phone: '+4915112345678' } as const,
      content: { type: 'text', body: 'hello' } as const,
      replyTo: null,
      labels: [],
      deliverAt: null,
      deliverUntil: null,
      markRead: false,
      idempotency,
    };
    const outcomes = await Promise.all([
      outcome(other.sending.send(request)),
      ...Array.from({ length: 5 }, () => outcome(stage.send({ idempotency }))),
    ]);
    expect(outcomes.filter((one) => one === 'SENT')).toHaveLength(1);
    expect(new Set(outcomes.filter((one) => one !== 'SENT'))).toEqual(new Set(['IDEMPOTENCY_KEY_IN_USE']));
    expect(await stage.rows('sendLog')).toHaveLength(1);
  });

  test('what was sent in time is answered again after its deliverUntil; a new one is refused', async () => {
    const stage = await createSendStage();
    const deliverUntil = new Date(stage.gateway.now.getTime() + MINUTE_MS);
    const first = await stage.send({ idempotency, deliverUntil });
    stage.advance(MINUTE_MS);
    expect(await stage.send({ idempotency, deliverUntil })).toEqual({ ...first, isReplay: true });
    await expect(stage.send({ deliverUntil })).rejects.toMatchObject({
      errors: [{ field: 'deliverUntil', code: 'IN_THE_PAST' }],
    });
  });

  test('an error frees the key', async () => {
    const stage = await createSendStage();
    const replyTo = '01900000-0000-7000-8000-000000000000';
    expect(await outcome(stage.send({ idempotency, replyTo }))).toBe('OTHER');
    expect(await outcome(stage.send({ idempotency }))).toBe('SENT');
  });

  test('one that died before it wrote anything blocks for some seconds, one that wrote is answered', async () => {
    const stage = await createSendStage();
    const { core } = stage.gateway;
    const { id } = await stage.send({ idempotency });
    await core.documents.update(COLLECTIONS.idempotency, [
      { filter: { send: id }, set: { state: 'RUNNING', send: 'nobody' } },
    ]);
    expect(await outcome(stage.send({ idempotency }))).toBe('IDEMPOTENCY_KEY_IN_USE');
    stage.advance(16 * SECOND_MS);
    expect(await outcome(stage.send({ idempotency }))).toBe('SENT');
    expect(await outcome(stage.send({ idempotency }))).toBe('REPLAY');
  });

  test('one that was suspended for longer than its lease, and lost its key, sends nothing', async () => {
    const stage = await createSendStage();
    const first = stage.send({ idempotency });
    // The first holds the key by now, and has not queued anything.
    while ((await stage.keys()).length === 0) await Promise.resolve();
    stage.advance(16 * SECOND_MS);
    expect(await Promise.all([outcome(first), outcome(stage.send({ idempotency }))])).toEqual(
      expect.arrayContaining(['SENT', 'IDEMPOTENCY_KEY_IN_USE']),
    );
    await stage.drain();
    expect(stage.client.asked).toHaveLength(1);
  });

  test.each(['', 'a'.repeat(256), 'a\nb', '\u0000'])('a key of another form is refused', async (key) => {
    const stage = await createSendStage();
    expect(await outcome(stage.send({ idempotency: { key, body: '' } }))).toBe('IDEMPOTENCY_KEY_INVALID');
  });

  test('neither key nor body is stored', async () => {
    const stage = await createSendStage();
    await stage.send({ idempotency: { key: 'canary-key', body: 'canary-body' } });
    expect(JSON.stringify(await stage.keys())).not.toContain('canary');
  });
});

describe('cancelling', () => {
  test('takes back what waits, by our id or the correlation id; the rest has its reason', async () => {
    const stage = await createSendStage();
    const deliverAt = new Date(stage.gateway.now.getTime() + DAY_MS);
    const [a, b, sent] = [
      await stage.send({ deliverAt }),
      await stage.send({ deliverAt }),
      await stage.send(),
    ];
    await stage.drain();
    const { sending } = stage.gateway.services;
    const by = SYSTEM;
    const ids = [a.id, b.correlationId, sent.id, 'unknown'];
    const result = await sending.cancel(await stage.number(), by, ids);
    expect(result.canceled).toEqual([a.id, b.correlationId]);
    expect(result.failed.map(({ id }) => id)).toEqual([sent.id, 'unknown']);
    expect(await stage.entry(a.id)).toMatchObject({ status: 'CANCELED' });
    expect(await stage.outbox()).toEqual([]);
    stage.advance(2 * DAY_MS);
    await stage.drain();
    expect(stage.client.asked).toHaveLength(1);
  });

  test('what is being asked for is not taken back', async () => {
    const stage = await createSendStage();
    const by = SYSTEM;
    const reasons: string[] = [];
    stage.client.answer = async ({ trackingData }) => {
      const result = await stage.gateway.services.sending.cancel(await stage.number(), by, [trackingData]);
      reasons.push(...result.failed.map(({ reason }) => reason));
      return { kind: 'ACCEPTED', externalId: 'wamid.plain', isHeld: false };
    };
    const { id } = await stage.send();
    await stage.drain();
    expect(reasons).toHaveLength(1);
    expect(await stage.entry(id)).toMatchObject({ status: 'SENT' });
  });
});
