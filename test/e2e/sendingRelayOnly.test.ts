import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COLLECTIONS } from '../../src/events/collections.js';
import { MINUTE_MS } from '../../src/lib/clock.js';
import { eventually } from '../support/session.js';
import { startSendingStage, type SendingStage } from '../support/sendingStage.js';
import { SetNumberPiiModeDocument } from './generated/operations.js';

const TO = '+5511987650042';
const BODY = { destinationNumber: TO, text: 'canary-text-42', labels: ['canary-label-42'] };
const UNREACHABLE = 'http://127.0.0.1:9/v23.0';

/** A number that may store nothing: real gateway, real database, real client, the provider's double. */
describe('a send of a RELAY_ONLY number', () => {
  let stage: SendingStage;
  let apiKey: string;
  let serial = 0;

  const start = async (settings: Readonly<Record<string, string>> = {}): Promise<void> => {
    stage = await startSendingStage(settings);
    const { admin, numberId } = stage;
    await admin.run(SetNumberPiiModeDocument, { input: { numberId, mode: 'RELAY_ONLY' } });
    apiKey = await stage.addKey(30);
    stage.advance(1_000);
  };
  const send = async (idempotencyKey = `canary-key-${String((serial += 1))}`) => {
    const answer = await stage.send(apiKey, BODY, { idempotencyKey });
    return { ...answer, idempotencyKey };
  };
  const entryOf = async (id: unknown) =>
    (await stage.gateway.rest(`/v1/messages/${String(id)}`, apiKey)).body;
  const countOf = (collection: keyof typeof COLLECTIONS): Promise<number> =>
    stage.gateway.database.db.collection(COLLECTIONS[collection]).countDocuments();

  /** In no document, no job, no log line, and in no answer: neither of the two records exists. */
  const expectClean = async (...answers: readonly unknown[]): Promise<void> => {
    const all = `${await stage.everything()}${JSON.stringify(answers)}`;
    const ids = stage.double.accepted.all().map(({ id }) => id);
    const secrets = ['canary', TO, TO.slice(1), '87650042', ...ids];
    expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
    const { db } = stage.gateway.database;
    const ofSends = { scope: /^(number|sendLog):/, key: { $ne: null } };
    expect(await db.collection(COLLECTIONS.payloads).countDocuments(ofSends)).toBe(0);
    expect([await countOf('messages'), await countOf('conversations')]).toEqual([0, 0]);
  };
  const lastEntry = async () => {
    const [row] = await stage.gateway.database.db
      .collection(COLLECTIONS.sendLog)
      .find()
      .sort({ _id: -1 })
      .limit(1)
      .toArray();
    return row;
  };

  describe('whose provider answers', () => {
    beforeAll(() => start());
    afterAll(() => stage.stop());

    it('accepted: the answer waits for the provider, and the entry holds no PII, before, during and after', async () => {
      stage.double.fault({ does: { kind: 'SLOW', ms: 300 } });
      const asked = send();
      while ((await countOf('outbox')) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await expectClean();
      const answer = await asked;
      expect([answer.status, answer.body['status'], answer.isReplay]).toEqual([202, 'QUEUED', false]);
      expect(stage.double.accepted.byTrackingData(String(answer.body['id']))).toHaveLength(1);
      await stage.double.idle();
      const entry = await eventually(async () => {
        const found = await entryOf(answer.body['id']);
        return (found as { status?: string } | null)?.status === 'DELIVERED' ? found : null;
      });
      expect(entry).toMatchObject({
        status: 'DELIVERED',
        destinationNumber: '',
        content: null,
        externalMessageId: null,
        redactedBy: 'NUMBER_PII_MODE',
      });
      await expectClean(answer.body, entry);
      const again = await send(answer.idempotencyKey);
      expect([again.status, again.isReplay, again.body]).toEqual([202, true, answer.body]);
      expect(stage.double.accepted.counts.accepted).toBe(1);
    });

    it('refused for good: the caller hears why, and the key is free', async () => {
      stage.double.fault({ does: { kind: 'REFUSE', code: 131_050 } });
      const refused = await send();
      expect([refused.status, refused.body['code']]).toEqual([400, 'PROVIDER_REFUSED']);
      expect(await lastEntry()).toMatchObject({ status: 'FAILED', errorCode: 131_050, payload: null });
      await expectClean(refused.body);
      expect((await send(refused.idempotencyKey)).status).toBe(202);
    });

    it('throttled or out of order: an error to try again, and nothing is left', async () => {
      for (const does of [
        { kind: 'REFUSE', code: 130_429, retryAfterSeconds: 7 },
        { kind: 'GATEWAY', status: 503 },
      ] as const) {
        await stage.double.idle();
        const before = [await countOf('sendLog'), await countOf('commits'), await countOf('idempotency')];
        stage.double.fault({ does });
        const refused = await send();
        expect([refused.status, refused.body['code']]).toEqual([503, 'UPSTREAM_ERROR']);
        expect([await countOf('sendLog'), await countOf('commits'), await countOf('idempotency')]).toEqual(
          before,
        );
        expect(await countOf('outbox')).toBe(0);
        await expectClean(refused.body);
      }
    });

    it('unanswered but taken: its statuses prove it, and the same key is answered as if it had been', async () => {
      stage.double.fault({ does: { kind: 'CUT' } });
      const unknown = await send();
      expect([unknown.status, unknown.body['code']]).toEqual([503, 'UPSTREAM_TIMEOUT']);
      await stage.double.idle();
      expect(await lastEntry()).toMatchObject({ status: 'DELIVERED', payload: null });
      expect(await countOf('outbox')).toBe(0);
      const { accepted } = stage.double.accepted.counts;
      const again = await send(unknown.idempotencyKey);
      expect([again.status, again.isReplay]).toEqual([202, true]);
      expect(stage.double.accepted.counts.accepted).toBe(accepted);
      await expectClean(unknown.body, again.body);
    });

    it('unanswered, and nobody knows: the key is held for ten minutes, then it has failed and the key is free', async () => {
      stage.double.fault({ does: { kind: 'RESET' } });
      const unknown = await send();
      expect([unknown.status, unknown.body['code']]).toEqual([503, 'UPSTREAM_TIMEOUT']);
      await expectClean(unknown.body);
      const held = await send(unknown.idempotencyKey);
      expect([held.status, held.body['code']]).toEqual([409, 'IDEMPOTENCY_KEY_IN_USE']);
      stage.advance(11 * MINUTE_MS);
      await stage.settle();
      expect(await lastEntry()).toMatchObject({ status: 'FAILED', failure: 'OUTCOME_UNKNOWN' });
      await expectClean();
      expect((await send(unknown.idempotencyKey)).status).toBe(202);
    });
  });

  it('whose provider cannot be reached leaves nothing', async () => {
    await start({ WHATSAPP_API_URL: UNREACHABLE });
    try {
      const refused = await send();
      expect([refused.status, refused.body['code']]).toEqual([503, 'UPSTREAM_ERROR']);
      expect([await countOf('sendLog'), await countOf('outbox'), await countOf('idempotency')]).toEqual([
        0, 0, 0,
      ]);
      await expectClean(refused.body);
    } finally {
      await stage.stop();
    }
  });
});
