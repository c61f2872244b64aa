import type { WebhookEventName } from '../../domain/webhook/webhookEvents.js';
import type { NumberRow } from '../../projections/rows.js';
import type { CallEventData, RecordingEventData } from '../inboundEvents.js';
import { numberEventData } from './numberEvent.js';

/** Numbers that are kept for fiction: nobody's (Ofcom's range for drama). */
const CUSTOMER = '+447700900123';
const EXAMPLE_ID = '00000000-0000-8000-8000-000000000000';

/** An event as it would be told, made up from end to end: for whoever sets an endpoint up. */
export function exampleBody(event: WebhookEventName, number: NumberRow, at: Date): object {
  const [area = ''] = event.split('.');
  if (area === 'number') return { event, data: numberEventData(number, at) };
  if (area === 'call') return { event, ...callFields(number, at) };
  if (area === 'recording') return { event, ...recordingFields(number, at) };
  if (area === 'retention') return { event, data: sweptFields(number, at) };
  return { event, data: messageFields(event, number, at) };
}

function sweptFields({ _id: numberId }: NumberRow, at: Date): object {
  const instant = at.toISOString();
  const ids = { sweepId: EXAMPLE_ID, receiptId: EXAMPLE_ID, receiptHash: '0'.repeat(64), numberId };
  const counts = { deleted: 0, redacted: 0, failed: 0, held: 0 };
  return { ...ids, state: 'COMPLETED', asOf: instant, createdAt: instant, ...counts };
}

function callFields({ _id, phoneNumber }: NumberRow, at: Date): CallEventData {
  return {
    numberId: _id,
    callId: EXAMPLE_ID,
    externalCallId: 'example',
    direction: 'INBOUND',
    status: 'COMPLETED',
    from: CUSTOMER,
    to: phoneNumber,
    timestamp: at.toISOString(),
    duration: 42,
  };
}

function recordingFields({ _id }: NumberRow, at: Date): RecordingEventData {
  return {
    numberId: _id,
    recordingId: EXAMPLE_ID,
    callId: EXAMPLE_ID,
    externalRecordingId: 'example',
    externalCallId: 'example',
    place: 'THIRD_PARTY',
    timestamp: at.toISOString(),
    duration: 42,
    channels: 1,
    recordingLink: 'https://example.org/an-example',
  };
}

const INBOUND: ReadonlySet<string> = new Set(['message.received', 'message.reply', 'message.group']);

function messageFields(event: WebhookEventName, { _id, phoneNumber }: NumberRow, at: Date): object {
  const common = { numberId: _id, messageId: 'wamid.EXAMPLE', id: EXAMPLE_ID, createdAt: at.toISOString() };
  if (!INBOUND.has(event))
    return {
      ...common,
      fromMe: true,
      from: phoneNumber,
      to: CUSTOMER,
      participantName: null,
      ...(event === 'message.failed' && { error: 'An example of a failure.', errorCode: '131026' }),
    };
  return {
    ...common,
    type: 'text',
    fromMe: false,
    from: CUSTOMER,
    to: phoneNumber,
    participantName: 'Example',
    content: 'This is an example.',
    ...(event === 'message.reply' && { contentReplied: 'What is this?', quotedMessageId: 'wamid.QUOTED' }),
    ...(event === 'message.group' && { groupId: 'example', groupName: 'An example of a group' }),
  };
}
