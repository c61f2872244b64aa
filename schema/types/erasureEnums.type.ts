import { ERASURE_STATES, ERASURE_TARGETS, TARGET_STATES } from '../../src/domain/erasure/erasure.js';
import { enumOf } from './enumOf.js';

export const ErasureTargetEnum = enumOf(
  'ErasureTargetName',
  ERASURE_TARGETS,
  'The places that the erasure of a person must reach.',
  {
    CONVERSATIONS: 'Who they are: contacts, names, numbers, and the secret that opens all they wrote.',
    QUEUED_SENDS: 'What was still to be sent to them: canceled.',
    SEND_LOG: 'Entries of the send log that went to them: redacted, they stay without their PII.',
    MESSAGES: 'Their conversations, and in groups what they wrote.',
    STATUSES: "What was told of their messages' way.",
    DELIVERIES: 'What webhook endpoints answered when they were told of it.',
    MEDIA: 'Files of their messages and copies of recordings, every version.',
    RECORDINGS: 'Recordings of their calls.',
    CALLS: 'Their calls.',
    THIRD_PARTY: 'What a telephony provider keeps of their calls and recordings.',
    CHATWOOT: 'Their contact in Chatwoot with its conversations, and what they wrote in groups.',
  },
);

export const TargetStateEnum = enumOf(
  'ErasureTargetState',
  TARGET_STATES,
  'How far the erasure is in one place.',
  {
    PENDING: 'Still to be done, or in the hands of somebody who is waited for.',
    FAILED: 'The last try failed; it is tried again until it is done.',
    HELD: 'A legal hold keeps it back until it is released.',
    NOT_APPLICABLE: 'There is no such place here.',
  },
);

export const ErasureStateEnum = enumOf('ErasureState', ERASURE_STATES, 'How far an erasure is.', {
  RUNNING: 'Some target is not done yet.',
  HELD: 'All that is left is under a legal hold.',
  COMPLETED: 'Every target is done. Nobody knows any more whom it was about.',
});
