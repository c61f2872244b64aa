import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { createAccount } from '../../src/administration/accounts.js';
import { systemContext, type Context } from '../../src/administration/context.js';
import { createNumber } from '../../src/administration/numbers.js';
import { createWebhook, updateWebhook } from '../../src/administration/webhooks.js';
import { openBackend } from '../../src/backend.js';
import { parseWebhook } from '../../src/channels/whatsapp/parseWebhook.js';
import { readConfig } from '../../src/config.js';
import { COLLECTIONS } from '../../src/events/collections.js';
import { systemClock } from '../../src/lib/clock.js';
import { chunksOf } from '../../src/lib/collections.js';
import { silentLog } from '../../src/lib/log.js';
import type { NumberRow } from '../../src/projections/rows.js';
import type { DeliveryRow } from '../../src/projections/webhookRows.js';
import { createServices, type Services } from '../../src/services.js';
import { startServer } from '../support/child.js';
import { median, quantile } from '../support/load.js';
import type { Line } from '../support/report.js';
import type { Bench } from '../support/suite.js';
import { PHONE_NUMBER_ID, signedMessage } from '../support/webhooks.js';

const ENDPOINTS = 500;
const MESSAGES = 10;
const LONG_MESSAGES = 60;
const ROUNDS = 2;
const AT_ONCE = 10;
const ADDED_AT_ONCE = 50;

interface Run {
  readonly perSecond: number;
  /** From an event's being dispatched to its being answered, of healthy endpoints. */
  readonly p99Ms: number;
}

/** Deliveries to 500 endpoints beside a bare loop of undici, and what one that hangs costs the others. */
export async function deliveries({ mongodbUri, isLong, log }: Bench): Promise<Line[]> {
  const messages = isLong ? LONG_MESSAGES : MESSAGES;
  const receiver = await startServer('bench/servers/receiver.js', {});
  const config = readConfig({
    MONGODB_URI: mongodbUri,
    DATABASE_NAME: `bench_hooks_${randomUUID().slice(0, 8)}`,
    MASTER_KEY: randomBytes(32).toString('base64'),
    ALLOW_PRIVATE_WEBHOOKS: '127.0.0.0/8',
  });
  const { core, feed, stop } = await openBackend(config, { clock: systemClock, log: silentLog });
  const { allowPrivateWebhooks } = config;
  const services = createServices(core, feed, { allowPrivateWebhooks });
  try {
    await feed.start();
    const { _id: account } = await createAccount(core, systemContext('bench'), { name: 'bench' });
    const context = systemContext(account);
    const whatsapp = { phoneNumberId: PHONE_NUMBER_ID, accessToken: 't', appSecret: 's', verifyToken: 'v' };
    const number = await createNumber(core, context, { name: 'b', phoneNumber: '+4930123456', whatsapp });
    log(`deliveries: ${String(ENDPOINTS)} endpoints`);
    const hanging = await addEndpoints(services, context, number, receiver.origin);
    services.deliveries.start();
    const well: Run[] = [];
    const bare: number[] = [];
    const beside: Run[] = [];
    await run(services, number, receiver.origin, { messages: 2, answering: ENDPOINTS, hanging: null });
    for (let round = 0; round < ROUNDS; round += 1) {
      log(`deliveries: round ${String(round + 1)}`);
      bare.push(await bareLoop(receiver.origin, messages * ENDPOINTS));
      log(`deliveries: bare ${String(Math.round(bare.at(-1) ?? 0))}/s`);
      const all = { messages, answering: ENDPOINTS, hanging: null };
      well.push(await run(services, number, receiver.origin, all));
    }
    await updateWebhook(services, context, { webhookId: hanging, url: `${receiver.origin}/hang` });
    // As before the first round: what was held of endpoints in memory went with the change.
    await run(services, number, receiver.origin, { messages: 2, answering: ENDPOINTS - 1, hanging });
    for (let round = 0; round < ROUNDS; round += 1)
      beside.push(
        await run(services, number, receiver.origin, { messages, answering: ENDPOINTS - 1, hanging }),
      );
    const rate = median(well.map(({ perSecond }) => perSecond));
    const bareRate = median(bare);
    const [p99, p99Beside] = [well, beside].map((runs) => median(runs.map(({ p99Ms }) => p99Ms)));
    return [
      {
        suite: 'deliveries',
        name: `deliveries/s to ${String(ENDPOINTS)} endpoints beside a bare undici loop`,
        ratio: rate / bareRate,
        target: { atLeast: 0.5 },
        figures: { 'deliveries/s': rate, 'bare requests/s': bareRate },
      },
      {
        suite: 'deliveries',
        name: 'p99 of healthy endpoints, one hanging, beside none hanging',
        ratio: (p99Beside ?? 0) / (p99 ?? 1),
        target: { atMost: 1.5 },
        figures: { 'p99 ms': p99Beside ?? 0, 'p99 ms, none hanging': p99 ?? 0 },
      },
    ];
  } finally {
    await services.deliveries.stop();
    await receiver.stop();
    await stop();
  }
}

/** @returns the one that will hang */
async function addEndpoints(
  services: Services,
  context: Context,
  number: NumberRow,
  origin: string,
): Promise<string> {
  const made: string[] = [];
  const add = async (index: number): Promise<string> => {
    const url = `${origin}/endpoint/${String(index)}`;
    const input = { numberId: number._id, name: 'bench', url, events: ['*'], ordered: false };
    return (await createWebhook(services, context, input)).webhook._id;
  };
  const indexes = Array.from({ length: ENDPOINTS }, (_, index) => index);
  for (const some of chunksOf(indexes, ADDED_AT_ONCE)) made.push(...(await Promise.all(some.map(add))));
  return made[0] ?? '';
}

let sent = 0;

async function run(
  { core, receiver }: Services,
  number: NumberRow,
  origin: string,
  load: { readonly messages: number; readonly answering: number; readonly hanging: string | null },
): Promise<Run> {
  const before = await counted(origin);
  const since = new Date();
  const start = performance.now();
  for (let done = 0; done < load.messages; done += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, load.messages - done) }, () =>
      signedMessage('', (sent += 1)),
    );
    await Promise.all(
      some.map(({ body = '' }) =>
        receiver.receive(number, parseWebhook(JSON.parse(body), new Date()), new Date()),
      ),
    );
  }
  const expected = before + load.messages * load.answering;
  while ((await counted(origin)) < expected) await delay(5);
  const perSecond = (load.messages * load.answering * 1_000) / (performance.now() - start);
  process.stderr.write(`deliveries: ${perSecond.toFixed(0)}/s\n`);
  // The outcomes of the last ones are being noted.
  await delay(500);
  const rows = await core.documents.find<DeliveryRow>(COLLECTIONS.deliveries, {
    account: number.account,
    createdAt: { $gte: since },
    state: 'SUCCEEDED',
  });
  const times = rows.map(({ createdAt, attempts: [first] }) =>
    first ? first.at.getTime() + first.durationMs - createdAt.getTime() : 0,
  );
  return {
    perSecond,
    p99Ms: quantile(
      times.sort((a, b) => a - b),
      0.99,
    ),
  };
}

/** As many posts of the same size, one at a time for each endpoint, and nothing else. */
async function bareLoop(origin: string, count: number): Promise<number> {
  const agent = new Agent({ pipelining: 1 });
  const body = JSON.stringify({ event: 'message.received', data: { text: 'x'.repeat(300) } });
  const start = performance.now();
  let left = count;
  const one = async (index: number): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const headers = { 'content-type': 'application/json' };
      const url = `${origin}/endpoint/${String(index)}`;
      await (await request(url, { dispatcher: agent, method: 'POST', headers, body })).body.dump();
    }
  };
  await Promise.all(Array.from({ length: ENDPOINTS }, (_, index) => one(index)));
  const perSecond = (count * 1_000) / (performance.now() - start);
  await agent.close();
  return perSecond;
}

async function counted(origin: string): Promise<number> {
  const { body } = await request(`${origin}/count`);
  return Number(await body.text());
}
