import { CALL_CHANNELS } from '../../src/domain/call/call.js';
import { CALL_STATUSES } from '../../src/domain/call/callStatus.js';
import { RECORDING_PLACES, RECORDING_STATUSES } from '../../src/domain/recording/recording.js';
import { enumOf } from './enumOf.js';

export const CallStatusEnum = enumOf('CallStatus', CALL_STATUSES, 'How a call stands.', {
  INITIATED: 'It is about to be.',
  RINGING: 'Nobody has answered yet.',
  ACCEPTED: 'They are talking.',
  REJECTED: 'The called party was busy or declined.',
  COMPLETED: 'It was answered and is over.',
  FAILED: 'The provider could not connect it.',
  MISSED: 'Nobody answered before it ended.',
});

export const CallChannelEnum = enumOf('CallChannel', CALL_CHANNELS, 'Over what a call went.', {
  TELEPHONY: 'The telephone network, by a telephony provider.',
  WHATSAPP: 'WhatsApp.',
});

export const RecordingStatusEnum = enumOf('RecordingStatus', RECORDING_STATUSES, 'How a recording stands.', {
  IN_PROGRESS: 'It is being made.',
  AVAILABLE: 'It is there.',
  ABSENT: 'Nothing could be heard: there is none.',
  FAILED: 'It could not be made.',
});

export const RecordingPlaceEnum = enumOf(
  'RecordingPlace',
  RECORDING_PLACES,
  'Where the audio is played from.',
  {
    STORE: 'Our object store.',
    THIRD_PARTY: 'The telephony provider that made it; nothing of it is stored here.',
  },
);
