import { enumOf } from './enumOf.js';

const PHASES = [
  'RECORDINGS',
  'THIRD_PARTY',
  'WEBHOOKS',
  'CALLS',
  'CONVERSATIONS',
  'NUMBERS',
  'API_KEYS',
] as const;
export type PhaseName = (typeof PHASES)[number];
export const PhaseEnum = enumOf('SweepPhaseName', PHASES, 'The parts of a sweep, in their order.', {
  RECORDINGS: 'Call recordings in our object store.',
  THIRD_PARTY: 'Call data at third parties.',
  WEBHOOKS: 'Webhook deliveries.',
  CALLS: 'Call history.',
  CONVERSATIONS: 'Conversations with their messages and media.',
  NUMBERS: "What the numbers' PII modes no longer let us keep.",
  API_KEYS: "What the API keys' retention no longer lets us keep.",
});

const STATES = ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED'] as const;
export type SweepStateName = (typeof STATES)[number];
export const SweepStateEnum = enumOf('SweepState', STATES, 'How far a sweep has come.', {
  COMPLETED: 'Done; single records may have failed, see `failures`.',
  FAILED: 'Ended by something critical; the next one goes on.',
});

const KINDS = ['ACCOUNT', 'NUMBER'] as const;
export type SweepKindName = (typeof KINDS)[number];
export const SweepKindEnum = enumOf('SweepKind', KINDS, 'Which policy a sweep carries out.', {
  ACCOUNT: "The account's data retention.",
  NUMBER: "A number's PII mode.",
});

const TRIGGERS = ['SCHEDULE', 'MANUAL'] as const;
export type SweepTriggerName = (typeof TRIGGERS)[number];
export const SweepTriggerEnum = enumOf('SweepTrigger', TRIGGERS, 'What started a sweep.');

const RECORD_CLASSES = ['MESSAGES', 'CONVERSATIONS', 'STATUSES', 'DELIVERIES'] as const;
export type RecordClassName = (typeof RECORD_CLASSES)[number];
export const RecordClassEnum = enumOf(
  'RecordClass',
  RECORD_CLASSES,
  'A kind of records that retention ends.',
  {
    STATUSES: 'Delivery statuses, kept for the send log.',
    DELIVERIES: 'What webhook endpoints were told of, and what they answered.',
  },
);
