import {
  PHASES,
  PROBLEM_KINDS,
  RECORD_CLASSES,
  SWEEP_KINDS,
  SWEEP_STATES,
  SWEEP_TRIGGERS,
} from '../../src/domain/sweep.js';
import { enumOf } from './enumOf.js';

export const PhaseEnum = enumOf('SweepPhaseName', PHASES, 'The parts of a sweep, in their order.', {
  RECORDINGS: 'Call recordings in our object store.',
  THIRD_PARTY: 'Call data at third parties.',
  WEBHOOKS: 'Webhook deliveries.',
  CALLS: 'Call history.',
  CONVERSATIONS: 'Conversations with their messages and media.',
  NUMBERS: "What the numbers' PII modes no longer let us keep.",
  API_KEYS: "What the API keys' retention no longer lets us keep.",
});

export const SweepStateEnum = enumOf('SweepState', SWEEP_STATES, 'How far a sweep has come.', {
  COMPLETED: 'Done; single records may have failed, see `failures`.',
  FAILED: 'Ended by something critical; the next one goes on.',
});

export const SweepKindEnum = enumOf('SweepKind', SWEEP_KINDS, 'Which policy a sweep carries out.', {
  ACCOUNT: "The account's data retention.",
  NUMBER: "A number's PII mode.",
});

export const ProblemEnum = enumOf(
  'SweepProblem',
  PROBLEM_KINDS,
  'Why a phase could not do its work at all.',
  {
    STORE_UNREACHABLE: 'The object store was out of reach.',
    PROVIDER_UNREACHABLE: 'The third party was out of reach.',
    FAILED: 'It broke off with an error.',
  },
);

export const SweepTriggerEnum = enumOf('SweepTrigger', SWEEP_TRIGGERS, 'What started a sweep.');

export const RecordClassEnum = enumOf(
  'RecordClass',
  RECORD_CLASSES,
  'A kind of records that retention ends.',
  {
    RECORDINGS: 'Recordings in our object store.',
    THIRD_PARTY_RECORDINGS: 'Recordings that a third party keeps, with their transcriptions.',
    THIRD_PARTY_CALLS: 'Calls that a third party keeps.',
    CALLS: 'Call history.',
    STATUSES: 'Delivery statuses, kept for the send log.',
    SEND_LOG: 'Entries of the send log that hold PII: they are redacted and stay.',
    DELIVERIES: 'What webhook endpoints were told of, and what they answered.',
  },
);
