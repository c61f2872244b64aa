import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { callDecider, type CallReported, type CallState } from '../../../../src/domain/call/call.js';
import { CALL_STATUSES } from '../../../../src/domain/call/callStatus.js';
import { reportCall, type CallReport } from '../../../../src/domain/call/reportCall.js';
import { specification } from '../../../support/decider.js';

const given = specification(callDecider);
const AT = new Date('2026-03-01T12:00:00Z');
const REPORT: CallReport = {
  number: 'n',
  channel: 'TELEPHONY',
  subject: 's',
  direction: 'INBOUND',
  parent: null,
  status: 'RINGING',
  statusAt: AT,
  connectedAt: null,
  at: AT,
  storedAt: AT,
  durationSeconds: null,
  errorCode: null,
};
const PAYLOADS = { pii: { id: 'p1', bytes: 9 }, reference: 'r1' };

function reported(report: Partial<CallReport>, payloads = PAYLOADS) {
  return (state: CallState): readonly CallReported[] =>
    reportCall(state, { ...REPORT, ...report }, payloads).events;
}

const ringing = reported({})(callDecider.initial);

describe('a call that is reported', () => {
  test('the first report brings its payloads', () => {
    const [event] = ringing;
    expect(event).toMatchObject({
      payload: 'p1',
      data: { status: 'RINGING', told: 'RINGING', startedAt: AT, reference: 'r1', bytes: 9 },
    });
  });

  test('the same status again gives nothing, whatever else it says', () => {
    given(...ringing)
      .when(reported({ statusAt: new Date(0), durationSeconds: 3 }))
      .thenNothing();
  });

  test('a status that comes late is noted and lowers nothing', () => {
    const over = reported({ status: 'COMPLETED', statusAt: new Date(AT.getTime() + 60_000) })(
      callDecider.initial,
    );
    const [event] = reported({})(over.reduce(callDecider.evolve, callDecider.initial));
    expect(event?.data).toMatchObject({
      status: 'COMPLETED',
      told: 'RINGING',
      startedAt: AT,
      reference: null,
    });
    expect(event?.payload).toBeUndefined();
  });

  test('who calls may be told later: the payload takes the place of the first one', () => {
    const unknown = reported({ subject: null })(callDecider.initial).reduce(
      callDecider.evolve,
      callDecider.initial,
    );
    const payloads = { pii: { id: 'p2', bytes: 12 }, reference: 'r2' };
    const { events, erase } = reportCall(unknown, REPORT, payloads);
    expect(events).toMatchObject([{ payload: 'p2', data: { subject: 's', reference: null } }]);
    expect(erase).toEqual(['p1']);
  });

  test('reports in any order, and any of them again, leave the same call', () => {
    const report = fc
      .record({
        status: fc.constantFrom(...CALL_STATUSES),
        seconds: fc.integer({ min: 0, max: 600 }),
        duration: fc.option(fc.integer({ min: 0, max: 600 })),
      })
      .map(({ status, seconds, duration }): CallReport => {
        const statusAt = new Date(AT.getTime() + seconds * 1_000);
        return { ...REPORT, status, statusAt, at: statusAt, durationSeconds: duration };
      });
    // One report a status, as a provider tells: what comes again is the same one.
    const reports = fc.uniqueArray(report, { minLength: 1, selector: ({ status }) => status });
    const shuffled = reports.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.array(fc.constantFrom(...all)),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([inOrder, anyhow, again]) => {
        const play = (all: readonly CallReport[]): CallState =>
          all.reduce<CallState>((state, one) => {
            const { events } = reportCall(state, one, PAYLOADS);
            return events.reduce(callDecider.evolve, state);
          }, callDecider.initial);
        const facts = (state: CallState) => (state.kind === 'KNOWN' ? state.facts : null);
        expect(facts(play([...anyhow, ...again]))).toEqual(facts(play(inOrder)));
      }),
    );
  });
});
