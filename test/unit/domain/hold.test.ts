import { describe, test } from '@jest/globals';
import {
  holdDecider,
  type HoldEvent,
  type HoldFacts,
  type HoldState,
} from '../../../src/domain/hold/hold.js';
import { MAX_REASON_LENGTH, placeHold, releaseHold } from '../../../src/domain/hold/holdCommands.js';
import { specification } from '../../support/decider.js';

const given = specification(holdDecider);
const facts: HoldFacts = { number: 'n', target: { kind: 'CONTACT', id: 'c' }, isGroup: false };
const placed: HoldEvent = { type: 'HoldPlaced', data: facts, payload: 'p' };
const released: HoldEvent = { type: 'HoldReleased', data: facts };
const place = (reason: string) => (state: HoldState) => placeHold(state, { facts, reason, payload: 'p' });

describe('a hold', () => {
  test('is placed with a reason', () => {
    given().when(place('Case 12')).then(placed);
  });

  test.each(['', '  \n', 'x'.repeat(MAX_REASON_LENGTH + 1)])('is refused without a fit reason', (reason) => {
    given().when(place(reason)).thenRefused('REASON_INVALID');
  });

  test('is released once, with what it was on', () => {
    given(placed).when(releaseHold).then(released);
    given(placed, released).when(releaseHold).thenNothing();
  });

  test('that was never placed cannot be released', () => {
    given().when(releaseHold).thenRefused('NOT_FOUND');
  });
});
