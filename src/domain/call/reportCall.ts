import type { CallFacts, CallReported, CallState } from './call.js';
import { callStatusAfter, isOver, type CallStatus } from './callStatus.js';

/** What a provider told of a call at one time. */
export interface CallReport extends Pick<
  CallFacts,
  'number' | 'channel' | 'subject' | 'direction' | 'parent' | 'at' | 'durationSeconds' | 'errorCode'
> {
  readonly status: CallStatus;
  /** The provider's instant of this very status. */
  readonly statusAt: Date;
  /** Where it is told beside the status. */
  readonly connectedAt: Date | null;
  readonly storedAt: Date;
}

/** What goes with a report if it is news: ids of payloads. */
export interface CallPayloads {
  /** The call's PII; null where nothing of it was told. */
  readonly pii: { readonly id: string; readonly bytes: number } | null;
  /** What a third party knows the call by. */
  readonly reference: string | null;
}

/** Events, and the payload that they make obsolete. */
export interface CallDecision {
  readonly events: readonly CallReported[];
  readonly erase: readonly string[];
}

/**
 * A report gives an event when it tells a status that was not told before, or who is on the other side. Statuses never
 * go back, and times are the same in whatever order they are told.
 */
export function reportCall(state: CallState, report: CallReport, payloads: CallPayloads): CallDecision {
  const known = state.kind === 'KNOWN' ? state : null;
  const isPeerNews = report.subject !== null && (known?.facts.subject ?? null) === null;
  const isNews = !known?.told.includes(report.status);
  if (known && !isNews && !isPeerNews) return { events: [], erase: [] };

  const pii = known === null || isPeerNews ? payloads.pii : null;
  const event: CallReported = {
    type: 'CallReported',
    data: {
      ...factsAfter(known?.facts ?? null, report),
      told: report.status,
      toldAt: report.statusAt,
      storedAt: report.storedAt,
      bytes: pii?.bytes ?? 0,
      reference: known === null ? payloads.reference : null,
    },
    ...(pii && { payload: pii.id }),
  };
  return { events: [event], erase: pii && known?.payload ? [known.payload] : [] };
}

function factsAfter(known: CallFacts | null, report: CallReport): CallFacts {
  const { number, channel, direction, status, statusAt } = report;
  const connectedAt = report.connectedAt ?? (status === 'ACCEPTED' ? statusAt : null);
  const endedAt = isOver(status) ? statusAt : null;
  return {
    number,
    channel,
    direction,
    subject: known?.subject ?? report.subject,
    parent: known?.parent ?? report.parent,
    status: callStatusAfter(known?.status ?? null, status),
    at: earliest(known?.at ?? null, report.at) ?? report.at,
    startedAt: earliest(known?.startedAt ?? null, connectedAt, statusAt) ?? statusAt,
    connectedAt: earliest(known?.connectedAt ?? null, connectedAt),
    endedAt: latest(known?.endedAt ?? null, endedAt),
    durationSeconds: greatest(known?.durationSeconds ?? null, report.durationSeconds),
    errorCode: greatest(known?.errorCode ?? null, report.errorCode),
  };
}

function earliest(...instants: readonly (Date | null)[]): Date | null {
  return instants.reduce((a, b) => (a === null || (b !== null && b < a) ? b : a), null);
}

function latest(a: Date | null, b: Date | null): Date | null {
  return a === null || (b !== null && b > a) ? b : a;
}

function greatest(a: number | null, b: number | null): number | null {
  return a === null || (b !== null && b > a) ? b : a;
}
