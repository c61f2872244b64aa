import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DELIVERY_STATUSES } from '../../../../src/channels/inbound.js';
import { sendDecider, type SendEvent, type SendFacts } from '../../../../src/domain/send/send.js';
import {
  acceptSend,
  cancelSend,
  failSend,
  queueSend,
  redactSend,
  reportSendStatus,
} from '../../../../src/domain/send/sendCommands.js';
import { specification } from '../../../support/decider.js';

const given = specification(sendDecider);
const AT = new Date('2026-03-01T12:00:00Z');
const LATER = new Date('2026-03-01T12:00:05Z');
const FACTS: SendFacts = {
  number: 'n',
  apiKey: null,
  origin: 'API',
  correlationId: 'c',
  at: AT,
  type: 'text',
  template: null,
  message: null,
  conversation: null,
  deliverAt: null,
  deliverUntil: null,
  bytes: 10,
};
const queued: SendEvent = {
  type: 'SendQueued',
  data: { ...FACTS, isInline: false, idempotency: null },
  payload: 'p1',
};
const step = { number: 'n', queuedAt: AT, at: LATER };
const accept = {
  at: LATER,
  externalKey: 'k',
  externalId: null,
  isHeld: false,
  payload: { id: 'p2', bytes: 12 },
};
const accepted: SendEvent = {
  type: 'SendAccepted',
  data: { ...step, from: 'QUEUED', to: 'SENT', externalKey: 'k', externalId: null, bytes: 12 },
  payload: 'p2',
};
const failure = { at: LATER, reason: 'OUTCOME_UNKNOWN', errorCode: null, errorMessage: 'e' } as const;
const failed: SendEvent = {
  type: 'SendFailed',
  data: {
    ...step,
    from: 'QUEUED',
    to: 'FAILED',
    reason: 'OUTCOME_UNKNOWN',
    errorCode: null,
    errorMessage: 'e',
  },
};
const redacted: SendEvent = {
  type: 'SendRedacted',
  data: { number: 'n', at: LATER, by: 'API_KEY_RETENTION' },
};
const told = { errorCode: null, errorMessage: null, pricing: null, providerConversation: null };

describe('a send', () => {
  test('is queued once', () => {
    given()
      .when((state) => queueSend(state, queued.data, 'p1'))
      .then(queued);
    given(queued)
      .when((state) => queueSend(state, queued.data, 'p1'))
      .thenNothing();
  });
  test('is accepted once, with its payload sealed anew', () => {
    given(queued)
      .when((state) => acceptSend(state, accept))
      .then(accepted);
    given(queued, accepted)
      .when((state) => acceptSend(state, accept))
      .thenNothing();
  });
  test('a redacted one takes no payload back', () => {
    const { payload: _payload, ...bare } = accepted;
    given(queued, redacted)
      .when((state) => acceptSend(state, accept))
      .then({ ...bare, data: { ...accepted.data, bytes: 10 } });
    given(queued, redacted)
      .when((state) => redactSend(state, redacted.data))
      .thenNothing();
  });
  test('one that the provider holds is accepted and not yet sent', () => {
    given(queued)
      .when((state) => acceptSend(state, { ...accept, isHeld: true }))
      .then({ ...accepted, data: { ...accepted.data, to: 'QUEUED' } });
  });
  test('fails only while it is queued', () => {
    given(queued)
      .when((state) => failSend(state, failure))
      .then(failed);
    given(queued, accepted)
      .when((state) => failSend(state, failure))
      .thenNothing();
  });
  test('a failure that says no more than that nothing was heard is corrected', () => {
    given(queued, failed)
      .when((state) => acceptSend(state, accept))
      .then({ ...accepted, data: { ...accepted.data, from: 'FAILED' } });
  });
  test('is canceled only while it waits', () => {
    given(queued)
      .when((state) => cancelSend(state, LATER))
      .then({ type: 'SendCanceled', data: { ...step, from: 'QUEUED', to: 'CANCELED' } });
    given(queued, accepted)
      .when((state) => cancelSend(state, LATER))
      .thenRefused('CONFLICT');
  });
  test('statuses in any order, as often as they come, end in the highest', () => {
    const ranks = { QUEUED: 0, SENT: 1, FAILED: 2, CANCELED: 2, DELIVERED: 3, READ: 4 };
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...DELIVERY_STATUSES), { minLength: 1 }), (statuses) => {
        let state = [queued, accepted].reduce(sendDecider.evolve, sendDecider.initial);
        for (const status of statuses) {
          const before = state.kind === 'KNOWN' ? ranks[state.status] : -1;
          const events = reportSendStatus(state, { status, at: LATER, ...told });
          state = events.reduce(sendDecider.evolve, state);
          expect(state.kind === 'KNOWN' ? ranks[state.status] : -1).toBeGreaterThanOrEqual(before);
          expect(reportSendStatus(state, { status, at: LATER, ...told })).toEqual([]);
        }
        const highest = Math.max(1, ...statuses.map((name) => ranks[name === 'PLAYED' ? 'READ' : name]));
        expect(state.kind === 'KNOWN' && ranks[state.status]).toBe(highest);
      }),
    );
  });
});
