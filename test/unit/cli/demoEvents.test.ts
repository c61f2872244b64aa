import { describe, expect, it } from '@jest/globals';
import { createDemoEvents, type DemoPlan } from '../../../src/cli/demo/demoEvents.js';
import { DAY_MS } from '../../../src/lib/clock.js';

const PLAN: DemoPlan = { messages: 400, years: 3, seed: 7, until: new Date('2026-03-01T12:00:00Z') };

describe('the demo', () => {
  const events = createDemoEvents(PLAN);
  const messages = events.filter(({ kind }) => kind === 'message');

  it('has as many messages as were asked for, each with an id of its own', () => {
    expect(messages).toHaveLength(400);
    expect(new Set(messages.map(({ externalId }) => externalId)).size).toBe(400);
  });

  it('is in the order of time, over the years, and never later than now', () => {
    const times = events.map(({ at }) => at.getTime());
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.max(...times)).toBeLessThanOrEqual(PLAN.until.getTime());
    const first = times[0] ?? 0;
    expect(PLAN.until.getTime() - first).toBeGreaterThan(2 * 365 * DAY_MS);
    expect(PLAN.until.getTime() - first).toBeLessThan(3.01 * 365.25 * DAY_MS);
  });

  it('has both directions, many types, direct chats and groups, and what becomes of messages', () => {
    const chats = messages.flatMap((event) => (event.kind === 'message' ? [event] : []));
    expect(new Set(chats.map(({ direction }) => direction))).toEqual(new Set(['INBOUND', 'OUTBOUND']));
    expect(new Set(chats.map(({ type }) => type)).size).toBeGreaterThan(8);
    expect(new Set(chats.map(({ group }) => group !== null))).toEqual(new Set([true, false]));
    expect(new Set(events.map(({ kind }) => kind))).toEqual(
      new Set(['message', 'status', 'edit', 'revocation', 'call']),
    );
  });

  it('is the same for the same plan, and another for another seed', () => {
    expect(createDemoEvents(PLAN)).toEqual(events);
    expect(createDemoEvents({ ...PLAN, seed: 8 })).not.toEqual(events);
  });

  it('calls nobody who exists', () => {
    const phones = JSON.stringify(events).match(/\+\d[\d ]{6,}/g) ?? [];
    expect(phones.length).toBeGreaterThan(0);
    for (const phone of phones) expect(phone.replaceAll(' ', '')).toMatch(/^\+447700900\d{3}$/);
  });
});
