import { beforeEach, describe, expect, test } from '@jest/globals';
import { SYSTEM } from '../../../src/domain/events.js';
import { sendDecider, sendStream } from '../../../src/domain/send/send.js';
import { reportSendStatus } from '../../../src/domain/send/sendCommands.js';
import { COLLECTIONS, KEY_COLLECTIONS } from '../../../src/events/collections.js';
import type { Doc } from '../../../src/events/documents.js';
import { handle } from '../../../src/events/handle.js';
import { createMemoryDocuments } from '../../../src/events/memoryDocuments.js';
import type { Payload } from '../../../src/events/vault.js';
import { rebuild } from '../../../src/projections/rebuild.js';
import type { SendLogRow } from '../../../src/projections/sendRows.js';
import { createSweeps } from '../../../src/retention/sweeps.js';
import { createWorld, type World } from '../../support/retention/world.js';
import type { ModelSend } from '../../support/retention/logModel.js';

const DAY = 24 * 60;
let world: World;
let sends: ModelSend[];

beforeEach(async () => {
  world = await createWorld(createMemoryDocuments(), createMemoryDocuments());
  await world.addAccount('a', ['a1', 'a2']);
  await world.log.addApiKey('week', 'a', null, 7);
  await world.log.addApiKey('month', 'a', 'a1', 30);
  sends = [];
});

async function send(number: string, apiKey: string | null, count = 1): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const one = { key: `s${String(sends.length)}`, number, apiKey, at: world.now };
    sends.push(one);
    await world.log.send(one);
  }
}

const nth = (index: number): ModelSend => {
  const one = sends[index];
  if (!one) throw new Error('not sent yet');
  return one;
};
const rows = (filter = {}): Promise<SendLogRow[]> =>
  world.core.documents.find<SendLogRow>(COLLECTIONS.sendLog, filter, { sort: { _id: 1 } });
const sealed = async (): Promise<number> => (await rows({ sealed: true })).length;
const logPayloads = async (): Promise<number> =>
  (await world.core.documents.find<Payload>(COLLECTIONS.payloads, {})).filter(({ scope }) =>
    scope.startsWith('sendLog:'),
  ).length;
const logKeys = async (): Promise<string[]> => {
  const keys = await world.core.keys.find<Doc & { scope: string }>(KEY_COLLECTIONS.keys, { active: true });
  return keys.map(({ scope }) => scope).filter((scope) => scope.startsWith('sendLog:'));
};
/** A status comes for a send, which moves its stream on. */
const deliver = ({ key }: ModelSend): Promise<unknown> => {
  const target = { account: world.accountId('a'), stream: sendStream(world.log.keyId(key)), by: SYSTEM };
  const told = {
    status: 'DELIVERED' as const,
    at: world.core.clock(),
    errorCode: null,
    errorMessage: null,
    pricing: null,
    providerConversation: null,
  };
  return handle(world.core.store, sendDecider, target, (state) => reportSendStatus(state, told));
};

describe('the run of the API keys', () => {
  test('redacts by each key’s days; the row stays, with everything that is no PII', async () => {
    await send('a1', 'week', 3);
    await send('a1', 'month');
    await send('a2', 'week');
    await send('a2', null);
    await deliver(nth(0));
    const [before] = await rows();
    world.now += 8 * DAY;
    const run = await world.log.keysRun('a');
    expect(run).toMatchObject({
      kind: 'ACCOUNT',
      state: 'COMPLETED',
      phases: [{ name: 'API_KEYS', deleted: 0, redacted: 4, failed: 0, classes: { SEND_LOG: 4 } }],
    });
    expect(await sealed()).toBe(2);
    expect(await logPayloads()).toBe(2);
    const [after] = await rows();
    expect(after).toEqual({
      ...Object.fromEntries(Object.entries(before ?? {}).filter(([name]) => name !== 'sealed')),
      payload: null,
      bytes: 0,
      redactedAt: world.core.clock(),
      redactedBy: 'API_KEY_RETENTION',
      version: 3,
    });
    // A run for the keys alone is no sweep of the account.
    expect(await world.sweeps.last(world.accountId('a'))).toBeNull();
  });

  test('destroys the day’s keys of which nothing is left, and no other', async () => {
    await send('a1', 'week');
    await send('a1', 'month');
    expect(await logKeys()).toHaveLength(2);
    world.now += 8 * DAY;
    await world.log.keysRun('a');
    expect(await logKeys()).toEqual([`sendLog:${world.numberId('a1')}/${world.log.keyId('month')}`]);
  });

  test('by two workers at once, while statuses come in, redacts each once and counts it once', async () => {
    await send('a1', 'week', 40);
    await send('a2', 'week', 20);
    world.now += 8 * DAY;
    const other = createSweeps(world.core);
    const account = world.accountId('a');
    const request = { account, trigger: 'MANUAL', by: SYSTEM, phases: ['API_KEYS'] } as const;
    const first = await world.sweeps.request(request);
    const second = await other.request(request);
    const [one, two] = await Promise.all([
      world.sweeps.run({ account, sweep: first._id }),
      other.run({ account, sweep: second._id }),
      ...sends.map(deliver),
    ]);
    const counts = [one, two].map(({ phases }) => phases[0]?.redacted ?? 0);
    expect([one.state, two.state]).toEqual(['COMPLETED', 'COMPLETED']);
    expect([one.failures, two.failures]).toEqual([0, 0]);
    expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBe(60);
    expect(await sealed()).toBe(0);
    expect(await logPayloads()).toBe(0);
    expect(new Set((await rows()).map(({ status }) => status))).toEqual(new Set(['DELIVERED']));
  });
});

describe('a number’s run', () => {
  test('redacts what is older than its window whatever the key, and names the policy that ended it', async () => {
    await send('a1', 'week');
    await send('a1', 'month');
    await send('a2', 'month');
    world.now += 8 * DAY;
    await world.setMode('a1', 'STORE_X_DAYS', 2);
    await world.daily('a1');
    expect((await rows()).map(({ redactedBy }) => redactedBy ?? null)).toEqual([
      'NUMBER_PII_MODE',
      'NUMBER_PII_MODE',
      null,
    ]);
  });

  test('under RELAY_ONLY leaves no payload and no key, of any day and any key', async () => {
    await send('a1', 'week');
    world.now += 2 * DAY;
    await send('a1', null);
    await send('a2', null);
    await world.setMode('a1', 'RELAY_ONLY', 0);
    expect(await world.daily('a1')).toMatchObject({ phases: [{ name: 'NUMBERS', redacted: 2 }] });
    expect(await logKeys()).toEqual([`sendLog:${world.numberId('a2')}/none`]);
    expect(await sealed()).toBe(1);
  });
});

test('a rebuild gives the same log and the same counters, and leaves the outbox as it is', async () => {
  await send('a1', 'week', 3);
  await send('a2', null, 2);
  await deliver(nth(1));
  await world.log.accept(nth(0));
  world.now += 8 * DAY;
  await world.log.keysRun('a');
  const outbox = await world.core.documents.find<Doc>(COLLECTIONS.outbox, {});
  // What has been tried is known there alone.
  const [waiting] = outbox;
  await world.core.documents.update(COLLECTIONS.outbox, [
    { filter: { _id: waiting?._id }, set: { attempts: 3 } },
  ]);
  const look = async () =>
    Promise.all(
      [COLLECTIONS.sendLog, COLLECTIONS.sendCounters, COLLECTIONS.outbox].map((name) =>
        world.core.documents.find<Doc>(name, {}, { sort: { _id: 1 } }),
      ),
    );
  const before = await look();
  expect(outbox.length).toBeGreaterThan(0);
  await rebuild(world.core);
  expect(await look()).toEqual(before);
});
