import { describe, expect, test } from '@jest/globals';
import { recordingDecider, type RecordingReported } from '../../../../src/domain/recording/recording.js';
import { reportRecording, type RecordingReport } from '../../../../src/domain/recording/reportRecording.js';
import { specification } from '../../../support/decider.js';

const given = specification(recordingDecider);
const AT = new Date('2026-03-01T12:00:00Z');
const REPORT: RecordingReport = {
  number: 'n',
  call: 'c',
  subject: 's',
  direction: 'INBOUND',
  place: 'STORE',
  status: 'AVAILABLE',
  at: AT,
  startedAt: AT,
  durationSeconds: 7,
  channels: 1,
  storedAt: AT,
};
const PAYLOADS = { own: { id: 'p', bytes: 5 }, reference: 'r' };
const report =
  (change: Partial<RecordingReport>) =>
  (state: typeof recordingDecider.initial): readonly RecordingReported[] =>
    reportRecording(state, { ...REPORT, ...change }, PAYLOADS);
const available = report({})(recordingDecider.initial);

describe('a recording that is reported', () => {
  test('the first report brings its payloads', () => {
    expect(available).toMatchObject([{ payload: 'p', data: { status: 'AVAILABLE', reference: 'r' } }]);
  });

  test('the same status again gives nothing', () => {
    given(...available)
      .when(report({}))
      .thenNothing();
  });

  test('that it was in progress, told late, changes nothing but its beginning', () => {
    const earlier = new Date(AT.getTime() - 5_000);
    const late = { status: 'IN_PROGRESS', at: earlier, startedAt: earlier, durationSeconds: null } as const;
    const [event] = report(late)(available.reduce(recordingDecider.evolve, recordingDecider.initial));
    expect(event?.data).toMatchObject({
      status: 'AVAILABLE',
      at: earlier,
      durationSeconds: 7,
      reference: null,
    });
    expect(event?.payload).toBeUndefined();
  });

  test('a setting that changes in between moves no audio', () => {
    const begun = report({ status: 'IN_PROGRESS' })(recordingDecider.initial);
    const [event] = report({ place: 'THIRD_PARTY' })(
      begun.reduce(recordingDecider.evolve, recordingDecider.initial),
    );
    expect(event?.data.place).toBe('STORE');
  });
});
