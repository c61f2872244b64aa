import { describe, expect, it } from '@jest/globals';
import { updateDataRetention } from '../../../src/administration/accounts.js';
import { systemContext } from '../../../src/administration/context.js';
import type { DemoPlan } from '../../../src/cli/demo/demoEvents.js';
import { findOrCreateDemoNumber, seedDemo } from '../../../src/cli/demo/seedDemo.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import type { MessageRow } from '../../../src/projections/rows.js';
import { createTestGateway } from '../../support/gateway.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const PLAN: DemoPlan = { messages: 120, years: 3, seed: 1, until: NOW };
const hooks = () => ({
  signal: new AbortController().signal,
  onTotal: () => undefined,
  onProgress: () => undefined,
});

async function createDemo() {
  const gateway = await createTestGateway({ now: NOW });
  const demo = await findOrCreateDemoNumber(gateway.core, gateway.account, { name: 'Demo', seed: 1 });
  const { number } = demo;
  const rows = (): Promise<MessageRow[]> =>
    gateway.core.documents.find(COLLECTIONS.messages, { account: gateway.account, number: number._id });
  return { ...gateway, demo, seed: () => seedDemo(gateway.services, number, PLAN, hooks()), rows };
}

describe('seedDemo', () => {
  it('stores every message as if it had arrived when it was sent, and leaves only the last day unread', async () => {
    const { seed, rows } = await createDemo();
    expect(await seed()).toMatchObject({ duplicate: 0, notStored: 0 });
    const messages = await rows();
    expect(messages).toHaveLength(PLAN.messages);
    for (const { at, storedAt } of messages) expect(storedAt).toEqual(at);
    const unread = messages.filter((row) => row.unread);
    expect(unread.length).toBeGreaterThan(0);
    const day = new Date('2026-02-28T12:00:00Z');
    for (const { at } of unread) expect(at.getTime()).toBeGreaterThanOrEqual(day.getTime());
  });

  it('adds nothing when it is done again, and takes the number that is there', async () => {
    const { core, account, demo, seed, rows } = await createDemo();
    const { stored } = await seed();
    expect(await seed()).toEqual({ stored: 0, duplicate: stored, notStored: 0 });
    expect(await rows()).toHaveLength(PLAN.messages);
    expect(demo.appSecret).not.toBeNull();
    const again = await findOrCreateDemoNumber(core, account, { name: 'Demo', seed: 1 });
    expect(again).toMatchObject({ number: { _id: demo.number._id }, appSecret: null });
  });

  it('stores what a retention that is set has yet to sweep', async () => {
    const { core, account, seed, rows } = await createDemo();
    await updateDataRetention(core, systemContext(account), { days: 30 });
    expect(await seed()).toMatchObject({ notStored: 0 });
    expect(await rows()).toHaveLength(PLAN.messages);
  });

  it('stops between two messages when it is told to', async () => {
    const { services, demo } = await createDemo();
    const controller = new AbortController();
    const onProgress = (done: number): void => {
      if (done === 70) controller.abort();
    };
    const stopped = seedDemo(services, demo.number, PLAN, {
      ...hooks(),
      signal: controller.signal,
      onProgress,
    });
    await expect(stopped).rejects.toThrow();
  });
});
