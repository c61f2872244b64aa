import { describe, expect, it } from '@jest/globals';
import { systemContext } from '../../../src/administration/context.js';
import { setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import { SYSTEM } from '../../../src/domain/events.js';
import { sendDecider, sendStream } from '../../../src/domain/send/send.js';
import { failSend } from '../../../src/domain/send/sendCommands.js';
import { handle } from '../../../src/events/handle.js';
import { createCalendar } from '../../../src/reading/calendar.js';
import { sendStatistics } from '../../../src/reading/sendStatistics.js';
import { createTestGateway } from '../../support/gateway.js';
import { acceptTestSend, queueTestSend } from '../../support/sends.js';

const NOW = new Date('2026-03-31T12:00:00Z');

async function stage() {
  const gateway = await createTestGateway({ now: NOW });
  const { core, account, number } = gateway;
  const send = async (at: string, outcome: 'QUEUED' | 'SENT' | 'FAILED'): Promise<void> => {
    const wanted = {
      account,
      number: number._id,
      apiKey: null,
      at: new Date(at),
      text: 'x',
      phone: '+4915155501',
    };
    const id = await queueTestSend(core, wanted);
    if (outcome === 'SENT') await acceptTestSend(core, id, wanted, `wamid.${id}`);
    if (outcome === 'FAILED')
      await handle(core.store, sendDecider, { account, stream: sendStream(id), by: SYSTEM }, (state) =>
        failSend(state, { at: NOW, reason: 'TOO_LATE', errorCode: null, errorMessage: 'Too late.' }),
      );
  };
  return { gateway, core, account, number: number._id, send };
}

describe('statistics of sends', () => {
  it('count 30 days, today included, beside the 30 before, and survive RELAY_ONLY', async () => {
    const { core, account, number, send } = await stage();
    for (const at of ['2026-03-02T00:00:00Z', '2026-03-31T10:00:00Z', '2026-03-31T11:59:00Z'])
      await send(at, 'SENT');
    await send('2026-03-31T09:00:00Z', 'FAILED');
    await send('2026-03-30T09:00:00Z', 'QUEUED');
    await send('2026-03-01T23:59:00Z', 'SENT');
    await send('2026-01-30T23:00:00Z', 'SENT');
    const before = await sendStatistics(core, { account });
    expect(before).toMatchObject({
      from: new Date('2026-03-02T00:00:00Z'),
      totalSent: 3,
      totalFailed: 1,
      sentPercentChange: 200,
      failedPercentChange: 100,
      failureRate: 25,
      statusDistribution: { queued: 1, sent: 3, delivered: 0, failed: 1, read: 0 },
    });
    expect(before.dailyMessages).toHaveLength(30);
    expect(before.dailyMessages.filter(({ count }) => count > 0)).toEqual([
      { date: '2026-03-02', count: 1 },
      { date: '2026-03-30', count: 1 },
      { date: '2026-03-31', count: 3 },
    ]);
    await setNumberPiiMode(core, systemContext(account), { numberId: number, mode: 'RELAY_ONLY' });
    expect(await sendStatistics(core, { account, numberId: number })).toEqual(before);
  });

  it('are of nothing when nothing was sent', async () => {
    const { core, account } = await stage();
    expect(await sendStatistics(core, { account })).toMatchObject({
      totalSent: 0,
      sentPercentChange: 0,
      failureRate: 0,
    });
  });

  it('count days as the time zone has them, also where its clock changes', async () => {
    const { core, account, send } = await stage();
    await send('2026-03-30T21:30:00Z', 'SENT');
    await send('2026-03-30T22:30:00Z', 'SENT');
    const { dailyMessages, from } = await sendStatistics(core, { account, tz: 'Europe/Berlin' });
    expect(dailyMessages.slice(-2)).toEqual([
      { date: '2026-03-30', count: 1 },
      { date: '2026-03-31', count: 1 },
    ]);
    expect(from).toEqual(new Date('2026-03-01T23:00:00Z'));
  });

  it('refuse a zone that is none, and a number that is not the account’s', async () => {
    const { core, account } = await stage();
    for (const tz of ['Europe/Nowhere', '', 'x'.repeat(1_000)])
      await expect(sendStatistics(core, { account, tz })).rejects.toMatchObject({
        errors: [{ field: 'tz' }],
      });
    await expect(sendStatistics(core, { account, numberId: 'n' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('a calendar', () => {
  it.each([
    ['UTC', '2026-03-29', '2026-03-29T00:00:00Z'],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00Z'],
    ['Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00Z'],
    ['Asia/Kathmandu', '2026-03-29', '2026-03-28T18:15:00Z'],
    ['Pacific/Kiritimati', '2026-03-29', '2026-03-28T10:00:00Z'],
    ['Pacific/Pago_Pago', '2026-03-29', '2026-03-29T11:00:00Z'],
    // Midnight does not exist there on that day.
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00Z'],
  ])('of %s begins %s at %s', (tz, date, start) => {
    const calendar = createCalendar(tz);
    expect(calendar.startOf(date)).toEqual(new Date(start));
    expect(calendar.dateOf(new Date(start))).toBe(date);
  });
});
