/** What a run goes through, in this order (seeds/data-retention.txt, "Automatic Deletion"). */
export const PHASES = [
  'RECORDINGS',
  'THIRD_PARTY',
  'WEBHOOKS',
  'CALLS',
  'CONVERSATIONS',
  'NUMBERS',
  'API_KEYS',
] as const;
export type PhaseName = (typeof PHASES)[number];

export const SWEEP_STATES = ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED'] as const;
export type SweepState = (typeof SWEEP_STATES)[number];

/** The kinds of records that are counted apart. */
export const RECORD_CLASSES = [
  'RECORDINGS',
  'THIRD_PARTY_RECORDINGS',
  'THIRD_PARTY_CALLS',
  'CALLS',
  'MESSAGES',
  'CONVERSATIONS',
  'STATUSES',
  'SEND_LOG',
  'DELIVERIES',
] as const;
export type RecordClass = (typeof RECORD_CLASSES)[number];

/** In which phase of an account's run a class goes. */
export const PHASE_OF: Readonly<Record<RecordClass, PhaseName>> = {
  MESSAGES: 'CONVERSATIONS',
  CONVERSATIONS: 'CONVERSATIONS',
  STATUSES: 'CONVERSATIONS',
  SEND_LOG: 'API_KEYS',
  DELIVERIES: 'WEBHOOKS',
  RECORDINGS: 'RECORDINGS',
  THIRD_PARTY_RECORDINGS: 'THIRD_PARTY',
  THIRD_PARTY_CALLS: 'THIRD_PARTY',
  CALLS: 'CALLS',
};

export function noCounts(): Record<RecordClass, number> {
  return Object.fromEntries(RECORD_CLASSES.map((name) => [name, 0])) as Record<RecordClass, number>;
}

export const SWEEP_KINDS = ['ACCOUNT', 'NUMBER'] as const;
/** Whose policy a run carries out. */
export type SweepKind = (typeof SWEEP_KINDS)[number];

/** Why a phase could not do its work at all. */
export const PROBLEM_KINDS = ['STORE_UNREACHABLE', 'PROVIDER_UNREACHABLE', 'FAILED'] as const;
export type ProblemKind = (typeof PROBLEM_KINDS)[number];

export const SWEEP_TRIGGERS = ['SCHEDULE', 'MANUAL'] as const;
export type SweepTrigger = (typeof SWEEP_TRIGGERS)[number];
