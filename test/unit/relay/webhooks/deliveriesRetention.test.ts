import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { updateDataRetention } from '../../../../src/administration/accounts.js';
import { removeNumber, setNumberPiiMode } from '../../../../src/administration/numberPolicy.js';
import { SYSTEM } from '../../../../src/domain/events.js';
import { COLLECTIONS } from '../../../../src/events/collections.js';
import { DAY_MS, HOUR_MS } from '../../../../src/lib/clock.js';
import { retentionPreview } from '../../../../src/retention/preview.js';
import { createSweeps, type Sweeps } from '../../../../src/retention/sweeps.js';
import { createWebhookStage, type WebhookStage } from '../../../support/webhookStage.js';

let stage: WebhookStage;
let sweeps: Sweeps;

beforeEach(async () => {
  stage = await createWebhookStage();
  sweeps = createSweeps(stage.gateway.core);
  stage.receiver.answer = (got, response) => response.writeHead(200).end(got.text);
  await stage.addEndpoint('all');
});
afterEach(() => stage.stop());

const account = (): string => stage.gateway.account;
const number = (): string => stage.gateway.number._id;
/** Payloads beside those of settings: of events, and of answers. */
const payloads = (): Promise<number> =>
  stage.gateway.core.documents.count(COLLECTIONS.payloads, {
    scope: `number:${number()}`,
    key: { $ne: null },
  });
async function sweep(ofNumber?: string) {
  const place = { account: account(), ...(ofNumber !== undefined && { number: ofNumber }) };
  const { _id } = await sweeps.request({ ...place, trigger: 'MANUAL', by: SYSTEM });
  return sweeps.run({ account: account(), sweep: _id }, {});
}

async function tell(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await stage.say(`canary ${String(index)}`);
  await stage.pass();
}

describe('the account’s retention', () => {
  test('ends deliveries with their answers, before the conversations, as was previewed', async () => {
    await tell(3);
    stage.later(2 * DAY_MS);
    await tell(2);
    expect(await payloads()).toBe(10);
    const change = { kind: 'DATA_RETENTION', days: 1 } as const;
    const preview = await retentionPreview(stage.gateway.core, account(), change);
    expect(preview.classes.find((one) => one.class === 'DELIVERIES')).toMatchObject({ count: 3 });
    await updateDataRetention(stage.gateway.core, stage.context, { days: 1 });
    const { phases } = await sweep();
    expect(phases.map(({ name, deleted }) => [name, deleted])).toEqual([
      ['RECORDINGS', 0],
      ['THIRD_PARTY', 0],
      ['WEBHOOKS', 3],
      ['CALLS', 0],
      ['CONVERSATIONS', 3],
      ['API_KEYS', 0],
    ]);
    expect(await stage.rows()).toHaveLength(2);
    expect(await payloads()).toBe(4);
  });

  test('ends one that is still being tried', async () => {
    stage.receiver.answer = 500;
    await tell(1);
    await updateDataRetention(stage.gateway.core, stage.context, { days: 0 });
    stage.later(3 * HOUR_MS);
    await sweep();
    await stage.pass();
    const { received } = stage.receiver;
    // The sweep itself is told of.
    expect(received.map(({ body }) => body.event)).toEqual(['message.received', 'retention.swept']);
    expect((await stage.rows()).map(({ event }) => event)).toEqual(['retention.swept']);
  });
});

describe('the number’s mode', () => {
  test('RELAY_ONLY erases the answers and keeps that it was told', async () => {
    await tell(2);
    const mode = { numberId: number(), mode: 'RELAY_ONLY' } as const;
    await setNumberPiiMode(stage.gateway.core, stage.context, mode);
    await sweep(number());
    expect(await payloads()).toBe(0);
    const rows = await stage.rows();
    expect(rows.map(({ state, attempts }) => [state, attempts[0]?.response])).toEqual([
      ['SUCCEEDED', null],
      ['SUCCEEDED', null],
    ]);
  });

  test('STORE_X_DAYS erases the answers of what is older', async () => {
    await tell(1);
    stage.later(2 * DAY_MS);
    await tell(1);
    const mode = { numberId: number(), mode: 'STORE_X_DAYS', piiRetentionDays: 1 } as const;
    await setNumberPiiMode(stage.gateway.core, stage.context, mode);
    await sweep(number());
    const rows = await stage.rows();
    expect(rows.map(({ attempts }) => attempts[0]?.response === null)).toEqual([true, false]);
    expect(await payloads()).toBe(2);
  });

  test('of a removed number nothing is left but the last word, until it is said', async () => {
    await tell(2);
    stage.receiver.answer = 500;
    await removeNumber(stage.gateway.core, stage.context, { numberId: number() });
    await stage.pass();
    await sweep(number());
    expect((await stage.rows()).map(({ event, state }) => [event, state])).toEqual([
      ['number.removed', 'PENDING'],
    ]);
    stage.receiver.answer = 200;
    stage.later(HOUR_MS);
    await stage.pass();
    await sweep(number());
    expect(await stage.rows()).toEqual([]);
  });
});
