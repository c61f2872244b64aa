import type { RecordingFacts, RecordingReported, RecordingStatus, RecordingState } from './recording.js';

/** A later situation takes the place of an earlier one; audio that is there did not fail. */
const RANKS: Readonly<Record<RecordingStatus, number>> = {
  IN_PROGRESS: 1,
  ABSENT: 2,
  FAILED: 3,
  AVAILABLE: 4,
};

export interface RecordingReport extends RecordingFacts {
  readonly storedAt: Date;
}

/** Ids of the payloads that go with the first report. */
export interface RecordingPayloads {
  readonly own: { readonly id: string; readonly bytes: number };
  readonly reference: string;
}

/** A status that was told before gives nothing. */
export function reportRecording(
  state: RecordingState,
  { storedAt, ...report }: RecordingReport,
  payloads: RecordingPayloads,
): readonly RecordingReported[] {
  if (state.kind === 'KNOWN' && state.told.includes(report.status)) return [];
  const known = state.kind === 'KNOWN' ? state.facts : null;
  const facts: RecordingFacts = {
    ...report,
    call: known?.call ?? report.call,
    subject: known?.subject ?? report.subject,
    direction: known?.direction ?? report.direction,
    // Once it is to be copied it stays so, whatever is set meanwhile: the copy may be there.
    place: known?.place ?? report.place,
    status: known && RANKS[known.status] > RANKS[report.status] ? known.status : report.status,
    at: known && known.at < report.at ? known.at : report.at,
    startedAt: known && known.startedAt < report.startedAt ? known.startedAt : report.startedAt,
    durationSeconds: report.durationSeconds ?? known?.durationSeconds ?? null,
    channels: report.channels ?? known?.channels ?? null,
  };
  const told = { told: report.status, storedAt };
  if (known) return [{ type: 'RecordingReported', data: { ...facts, ...told, bytes: 0, reference: null } }];
  const { own, reference } = payloads;
  const data = { ...facts, ...told, bytes: own.bytes, reference };
  return [{ type: 'RecordingReported', data, payload: own.id }];
}
