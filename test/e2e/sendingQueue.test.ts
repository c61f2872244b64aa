import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COLLECTIONS } from '../../src/events/collections.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/lib/clock.js';
import type { FaultAction } from '../../src/providerDouble/options.js';
import type { SendLogRow } from '../../src/projections/sendRows.js';
import { eventually } from '../support/app.js';
import { PHONE_NUMBER_ID, startSendingStage, type SendingStage } from '../support/sendingStage.js';
import { APP_SECRET } from '../support/session.js';
import {
  CancelMessagesDocument,
  CreateApiKeyDocument,
  CreateNumberDocument,
  SetNumberPiiModeDocument,
} from './generated/operations.js';

let serial = 10_000_000;
const newRecipient = (): string => `+49151${String((serial += 1))}`;

/** Sends that wait in the outbox: real gateways, real database, real client, the provider's double. */
describe('sends that are queued', () => {
  let stage: SendingStage;
  let apiKey: string;
  const rows = () => stage.gateway.database.db.collection<SendLogRow>(COLLECTIONS.sendLog);
  const rowOf = (id: unknown) => rows().findOne({ _id: String(id) });
  const outbox = () => stage.gateway.database.db.collection(COLLECTIONS.outbox);
  const send = async (rest: object = {}) => {
    const { status, body } = await stage.send(apiKey, {
      destinationNumber: newRecipient(),
      text: 'Hello',
      ...rest,
    });
    expect(status).toBe(202);
    return String(body['id']);
  };
  const inFuture = (ms: number) => new Date(stage.gateway.now.getTime() + ms).toISOString();
  const acceptedTexts = (to: string) =>
    stage.double.accepted
      .all()
      .filter(({ recipient }) => recipient === to)
      .map(({ message }) => (message as { text?: { body: string } }).text?.body);

  beforeAll(async () => {
    stage = await startSendingStage({ API_KEY_RATE_LIMIT: '0' });
    apiKey = await stage.addKey(30);
  });
  afterAll(() => stage.stop());

  it.each([0, 30])(
    'of a key that keeps %i days: no PII in any document, job or line while queued, running, failed and done',
    async (days) => {
      const to = newRecipient();
      const key = await stage.addKey(days);
      const body = { destinationNumber: to, text: 'canary-text', labels: ['canary-label'] };
      const expectClean = async (): Promise<void> => {
        const all = await stage.everything();
        const ids = stage.double.accepted.all().map(({ id }) => id);
        const secrets = ['canary', to, to.slice(1), ...ids];
        expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
      };
      const ask = async (does: FaultAction | null, rest: object = {}) => {
        if (does) stage.double.fault({ does, to });
        const options = { idempotencyKey: `canary-key-${String((serial += 1))}` };
        const { body: answer } = await stage.send(key, { ...body, ...rest }, options);
        return String(answer['id']);
      };
      const waiting = await ask(null, { deliverAt: inFuture(HOUR_MS) });
      await expectClean();
      const running = await ask({ kind: 'SLOW', ms: 400 });
      await eventually(async () =>
        (await outbox().findOne({ _id: running as never }))?.['state'] === 'ASKED' ? true : null,
      );
      await expectClean();
      await stage.settle();
      const failed = await ask({ kind: 'REFUSE', code: 131_047 });
      await stage.settle();
      const unknown = await ask({ kind: 'CUT' });
      await stage.settle();
      await expectClean();
      expect([
        await rowOf(waiting),
        await rowOf(running),
        await rowOf(failed),
        await rowOf(unknown),
      ]).toMatchObject(['QUEUED', 'DELIVERED', 'FAILED', 'DELIVERED'].map((status) => ({ status })));
      stage.advance(2 * HOUR_MS);
      await stage.settle();
      expect(await rowOf(waiting)).toMatchObject({ status: 'DELIVERED' });
      await expectClean();
      const shown = (await stage.gateway.rest(`/v1/messages/${waiting}`, key)).body;
      expect(shown).toMatchObject(
        days === 0
          ? { destinationNumber: '', content: null, redactedBy: 'API_KEY_RETENTION' }
          : { destinationNumber: to, content: 'canary-text', redactedAt: null, redactedBy: null },
      );
    },
  );

  it('with one key at two instances at once, one is sent', async () => {
    const { url } = await stage.gateway.startAnother();
    const to = newRecipient();
    const body = { destinationNumber: to, text: 'once' };
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        stage.send(apiKey, body, { idempotencyKey: 'order-7', ...(index % 2 === 0 && { url }) }),
      ),
    );
    const taken = answers.filter(({ status }) => status === 202);
    expect(new Set(taken.map((answer) => answer.body['id'])).size).toBe(1);
    expect(taken.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
    expect(
      answers.every(({ status, body: { code } }) => status === 202 || code === 'IDEMPOTENCY_KEY_IN_USE'),
    ).toBe(true);
    await stage.settle();
    await eventually(() => Promise.resolve(acceptedTexts(to).length === 1 ? true : null));
    const later = await stage.send(apiKey, body, { idempotencyKey: 'order-7', url });
    expect([later.status, later.isReplay, later.body]).toEqual([202, true, taken[0]?.body]);
  });

  it('scheduled: goes out in time, is taken back, or fails as too late and is never sent late', async () => {
    const [inTime, canceled, late] = [
      await send({ deliverAt: inFuture(HOUR_MS) }),
      await send({ deliverAt: inFuture(HOUR_MS) }),
      await send({ deliverAt: inFuture(2 * HOUR_MS), deliverUntil: inFuture(3 * HOUR_MS) }),
    ];
    await stage.settle();
    expect(await rowOf(inTime)).toMatchObject({ status: 'QUEUED' });
    await stage.admin.run(CancelMessagesDocument, { input: { ids: [canceled] } });
    stage.advance(HOUR_MS + SECOND_MS);
    await stage.settle();
    expect(await rowOf(inTime)).toMatchObject({ status: 'DELIVERED' });
    stage.advance(3 * HOUR_MS);
    await stage.settle();
    expect(await rowOf(canceled)).toMatchObject({ status: 'CANCELED' });
    expect(await rowOf(late)).toMatchObject({ status: 'FAILED', failure: 'TOO_LATE' });
    expect(stage.double.accepted.byTrackingData(canceled).length).toBe(0);
    expect(stage.double.accepted.byTrackingData(late).length).toBe(0);
  });

  it('throttled at one number, goes out at the other', async () => {
    const whatsapp = {
      phoneNumberId: '1061',
      businessAccountId: '1',
      accessToken: 'access',
      appSecret: APP_SECRET,
      verifyToken: 'verify-me',
    };
    const input = { name: 'sales', phoneNumber: '+4930999999', whatsapp };
    const { createNumber } = await stage.admin.run(CreateNumberDocument, { input });
    const key = { name: 'sales', numberId: createNumber.number?.id ?? '', retentionDays: 30 };
    const { createApiKey } = await stage.admin.run(CreateApiKeyDocument, { input: key });
    stage.double.fault({
      does: { kind: 'REFUSE', code: 130_429, retryAfterSeconds: 60 },
      phoneNumberId: PHONE_NUMBER_ID,
      times: null,
    });
    const slow = await Promise.all(Array.from({ length: 10 }, () => send()));
    const quick = await Promise.all(
      Array.from({ length: 30 }, () =>
        stage.send(createApiKey.secret ?? '', { destinationNumber: newRecipient(), text: 'Hi' }),
      ),
    );
    await eventually(async () => {
      const sent = await rows().countDocuments({
        _id: { $in: quick.map(({ body }) => String(body['id'])) },
        status: { $in: ['SENT', 'DELIVERED'] },
      });
      return sent === quick.length ? true : null;
    }, 5_000);
    expect(await rows().countDocuments({ _id: { $in: slow }, status: 'QUEUED' })).toBe(slow.length);
    stage.double.clearFaults();
    stage.advance(2 * MINUTE_MS);
    await stage.settle();
    expect(await rows().countDocuments({ _id: { $in: slow }, status: 'DELIVERED' })).toBe(slow.length);
  });

  it('keep their order within a conversation, whatever the provider does', async () => {
    const to = newRecipient();
    stage.double.fault(
      { does: { kind: 'SLOW', ms: 100 }, to },
      { does: { kind: 'GATEWAY', status: 500 }, to, times: 2 },
      { does: { kind: 'REFUSE', code: 131_056 }, to },
    );
    const texts = Array.from({ length: 8 }, (_, index) => `message ${String(index)}`);
    for (const text of texts) {
      await send({ destinationNumber: to, text });
      // Ids and times are by the gateway's clock, which is ours.
      stage.advance(10);
    }
    for (let tries = 0; tries < 20 && acceptedTexts(to).length < texts.length; tries += 1) {
      await stage.settle();
      stage.advance(MINUTE_MS);
    }
    expect(acceptedTexts(to)).toEqual(texts);
  });

  it('what a dead process was asking for is uncertain: a status proves it, or ten minutes fail it', async () => {
    const other = await stage.gateway.startAnother();
    stage.double.fault({ does: { kind: 'HANG', accepts: true } }, { does: { kind: 'HANG' } });
    const proven = await send();
    await eventually(() =>
      Promise.resolve(stage.double.accepted.byTrackingData(proven).length === 1 ? true : null),
    );
    const lost = await send();
    await eventually(async () =>
      (await outbox().findOne({ _id: lost as never }))?.['state'] === 'ASKED' ? true : null,
    );
    await stage.double.idle();
    expect(await rowOf(proven)).toMatchObject({ status: 'DELIVERED' });
    stage.advance(2 * MINUTE_MS);
    await other.runJob('dueSends');
    expect(await outbox().findOne({ _id: lost as never })).toMatchObject({ state: 'UNCERTAIN' });
    stage.advance(11 * MINUTE_MS);
    await other.runJob('dueSends');
    expect(await rowOf(lost)).toMatchObject({ status: 'FAILED', failure: 'OUTCOME_UNKNOWN' });
    expect(stage.double.accepted.counts.duplicates).toBe(0);
    // What still hangs ends with it.
    await stage.double.stop();
  });

  it('a policy that falls due while a send waits wins over the send', async () => {
    const id = await send({ deliverAt: inFuture(2 * DAY_MS) });
    const { numberId } = stage;
    await stage.admin.run(SetNumberPiiModeDocument, {
      input: { numberId, mode: 'STORE_X_DAYS', piiRetentionDays: 1 },
    });
    stage.advance(2 * DAY_MS + SECOND_MS);
    await stage.gateway.app.runJob('dueSends');
    expect(await rowOf(id)).toMatchObject({ status: 'FAILED', failure: 'PAYLOAD_EXPIRED' });
    const shown = (await stage.gateway.rest(`/v1/messages/${id}`, apiKey)).body;
    expect(shown).toMatchObject({ errorCode: 'PAYLOAD_EXPIRED', content: null, destinationNumber: '' });
  });
});
