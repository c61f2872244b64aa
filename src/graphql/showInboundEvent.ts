import type { InboundEvent } from '../../schema/types/inboundEvent.type.js';
import { isOfMessage, type RelayedEvent } from '../relay/inboundEvents.js';

/** An event as subscribers get it: what is flat in a webhook is `data` as well. */
export function showInboundEvent(told: RelayedEvent): InboundEvent {
  const { id, cursor, event, numberId } = told;
  const envelope = { id, cursor, event, numberId };
  if (isOfMessage(told)) {
    const { errorCode, ...data } = told.data;
    return {
      ...envelope,
      data: { ...data, ...(errorCode !== undefined && { errorCode: Number(errorCode) }) },
    };
  }
  const { data } = told;
  const common = { messageId: null, participantName: null, createdAt: data.timestamp };
  return 'recordingId' in data
    ? { ...envelope, data: { ...data, ...common, id: data.recordingId, fromMe: false } }
    : { ...envelope, data: { ...data, ...common, id: data.callId, fromMe: data.direction === 'OUTBOUND' } };
}
