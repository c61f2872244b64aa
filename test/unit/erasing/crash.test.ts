import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createAccount } from '../../../src/administration/accounts.js';
import { systemContext } from '../../../src/administration/context.js';
import { createNumber } from '../../../src/administration/numbers.js';
import { parseWebhook } from '../../../src/channels/whatsapp/parseWebhook.js';
import { SYSTEM } from '../../../src/domain/events.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { createLocalCommitFeed } from '../../../src/events/commitFeed.js';
import { createCore, openCore, type Core } from '../../../src/events/core.js';
import type { Doc, Documents } from '../../../src/events/documents.js';
import { createMemoryDocuments } from '../../../src/events/memoryDocuments.js';
import { SECOND_MS } from '../../../src/lib/clock.js';
import { silentLog } from '../../../src/lib/log.js';
import { projectAll } from '../../../src/projections/all.js';
import type { ErasureRow } from '../../../src/retention/erase/erasureRow.js';
import { LEASE_MS } from '../../../src/retention/lease.js';
import { createServices, type Services } from '../../../src/services.js';
import { createCrashSwitch } from '../../support/crash.js';
import { queueTestSend } from '../../support/sends.js';
import { envelope, textMessage } from '../../support/whatsapp.js';

const ADA = '4915155508801';
const BO = '4915155508802';
/** Each third write, the long variant takes every one. */
const STRIDE = process.env['LETHE_TEST_LONG'] === '1' ? 1 : 3;
const START = new Date('2026-03-01T12:00:00Z');

/** Two processes on one database; the first may die at any of its writes. */
async function createWorld() {
  const documents = createMemoryDocuments();
  const keys = createMemoryDocuments();
  const masterKey = randomBytes(32);
  const crash = createCrashSwitch();
  let now = START;
  const start = async (wrap: (inner: Documents) => Documents): Promise<Services> => {
    const common = { masterKey, clock: () => now, log: silentLog, project: projectAll };
    const core = createCore({ ...common, documents: wrap(documents), keys: wrap(keys) });
    await openCore(core);
    const feed = createLocalCommitFeed(core.store);
    await feed.start();
    return createServices(core, feed);
  };
  const first = await start((inner) => crash.wrap(inner));
  const { core } = first;
  const { _id: account } = await createAccount(core, systemContext('none'), { name: 'acme' });
  const number = await createNumber(core, systemContext(account), {
    name: 'support',
    phoneNumber: '+4930123456',
    whatsapp: {
      phoneNumberId: '1060',
      businessAccountId: '1',
      accessToken: 'token',
      appSecret: 'secret',
      verifyToken: 'verify',
    },
  });
  for (const phone of [ADA, BO]) {
    const from = { phone };
    const messages = [
      textMessage({ from, text: `said-by-${phone}`, at: now }),
      textMessage({ from, text: `in-group-by-${phone}`, groupId: 'group-1', at: now }),
    ];
    await first.receiver.receive(
      number,
      parseWebhook(envelope({ phoneNumberId: '1060', messages }), now),
      now,
    );
    const send = {
      account,
      number: number._id,
      apiKey: null,
      at: now,
      text: `to-${phone}`,
      phone: `+${phone}`,
    };
    await queueTestSend(core, send);
  }
  return {
    first,
    crash,
    account,
    another: () => start((inner) => inner),
    advance: (ms: number) => {
      now = new Date(now.getTime() + ms);
    },
  };
}

async function shown({ documents, vault }: Core, account: string): Promise<string> {
  const payloads = await documents.find<Doc>(COLLECTIONS.payloads, { account });
  const ids = payloads.map(({ _id }) => _id);
  return JSON.stringify([...(await vault.read(account, ids, 'STORE')).values()]);
}

function summary({ state, targets }: ErasureRow) {
  return [state, ...targets.map(({ target, state: one, count }) => `${target} ${one} ${String(count)}`)];
}

describe('an erasure whose process dies', () => {
  it('at any of its writes is continued by another one, and ends the same with the same counts', async () => {
    let expected: readonly string[] = [];
    let isOver = false;
    // Steps of 0: nobody dies.
    for (let step = 0; !isOver; step += STRIDE) {
      const world = await createWorld();
      const { first, account, crash } = world;
      const asked = { account, by: SYSTEM, contact: null, phoneNumber: `+${ADA}` };
      const { _id } = await first.erasures.request(asked);
      if (step > 0) crash.arm(step);
      await first.erasures.run(account, _id).catch(() => undefined);
      if (step > 0 && !crash.isDead) isOver = true;
      crash.revive();
      world.advance(LEASE_MS + SECOND_MS);
      const another = await world.another();
      const row = await another.erasures.run(account, _id);
      if (step === 0) expected = summary(row);
      expect(summary(row)).toEqual(expected);
      const text = await shown(another.core, account);
      expect(text.includes(ADA)).toBe(false);
      for (const word of [`said-by-${BO}`, `in-group-by-${BO}`, `to-${BO}`])
        expect(text.includes(word)).toBe(true);
    }
    expect(expected).toEqual(expect.arrayContaining(['COMPLETED', 'MESSAGES DONE 2', 'SEND_LOG DONE 1']));
  }, 120_000);

  it('is never in the hands of two', async () => {
    const { first, account, another } = await createWorld();
    const asked = { account, by: SYSTEM, contact: null, phoneNumber: `+${ADA}` };
    const { _id } = await first.erasures.request(asked);
    const second = await another();
    await Promise.all([first.erasures.run(account, _id), second.erasures.run(account, _id)]);
    const row = await first.erasures.get(account, _id);
    expect(summary(row)).toEqual(expect.arrayContaining(['COMPLETED', 'MESSAGES DONE 2', 'SEND_LOG DONE 1']));
    expect(row.attempts).toBe(1);
  });
});
