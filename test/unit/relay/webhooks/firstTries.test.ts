import { describe, expect, test } from '@jest/globals';
import type { DeliveryRow } from '../../../../src/projections/webhookRows.js';
import { createFirstTries } from '../../../../src/relay/webhooks/firstTries.js';

const OPENED = { event: 'message.received', text: '{}', subject: null };
const EVENT = { _id: 'e1', account: 'a' };
const delivery = (_id: string): DeliveryRow => ({ _id }) as DeliveryRow;

describe('deliveries that are tried before they are written', () => {
  test('end their event with the last of them', () => {
    const firsts = createFirstTries(
      () => undefined,
      () => undefined,
    );
    firsts.hold(EVENT, [delivery('1'), delivery('2')], OPENED);
    expect(firsts.events()).toEqual(['e1']);
    expect(firsts.endedBy(['1'])).toEqual([]);
    firsts.written(['1']);
    expect(firsts.isHeld('1')).toBe(false);
    expect(firsts.endedBy(['2'])).toEqual([EVENT]);
    firsts.written(['2']);
    expect(firsts.events()).toEqual([]);
    firsts.stop();
  });

  test('leave their event where one could not be written', () => {
    const firsts = createFirstTries(
      () => undefined,
      () => undefined,
    );
    firsts.hold(EVENT, [delivery('1'), delivery('2')], OPENED);
    firsts.failed('1');
    expect(firsts.endedBy(['2'])).toEqual([]);
    expect(firsts.mayHold('e1')).toBe(false);
    firsts.written(['2']);
    // It is found in the outbox again, and made deliveries of in the ordinary way.
    expect(firsts.events()).toEqual([]);
    expect(firsts.mayHold('e1')).toBe(false);
    firsts.over(['e1']);
    expect(firsts.mayHold('e1')).toBe(true);
    firsts.stop();
  });

  test('are bounded, and the outbox is looked at again when half of them are written', () => {
    let calls = 0;
    const firsts = createFirstTries(
      () => undefined,
      () => {
        calls += 1;
      },
    );
    const many = Array.from({ length: 2_000 }, (_, index) => delivery(String(index)));
    firsts.hold(EVENT, many, OPENED);
    expect(firsts.hasRoom()).toBe(false);
    firsts.written(many.slice(0, 1_500).map(({ _id }) => _id));
    expect(firsts.hasRoom()).toBe(true);
    expect(calls).toBe(1);
    firsts.stop();
  });
});
