import type { InboundCall } from '../calls.js';
import type { InboundEvent, PersonIdentity } from '../inbound.js';
import { numberAt, stringAt, timeAt, toPhone, type Fields } from './fields.js';
import { identify, type FindPerson } from './people.js';
import { errorCode } from './readErrors.js';
import { unknownEvent } from './unknownEvent.js';

const STATUSES: ReadonlyMap<unknown, InboundCall['status']> = new Map([
  ['RINGING', 'RINGING'],
  ['ACCEPTED', 'ACCEPTED'],
  ['REJECTED', 'REJECTED'],
]);

/**
 * Reads one of `calls[]` (contracts/whatsapp-cloud.md, "Calls"): that a call is to be connected, or that it ended. Gives
 * `unknown` without an `id` or with another event. The session, which describes the media, is not looked at.
 */
export function readCall(call: Fields, find: FindPerson, receivedAt: Date): InboundEvent {
  const externalId = stringAt(call, 'id');
  const event = call['event'];
  if (externalId === null || (event !== 'connect' && event !== 'terminate'))
    return unknownEvent('calls', 'MALFORMED_CALL');
  const direction = call['direction'] === 'BUSINESS_INITIATED' ? 'OUTBOUND' : 'INBOUND';
  const talkedAt = 'start_time' in call ? timeAt({ timestamp: call['start_time'] }, receivedAt) : null;
  const endedAt = 'end_time' in call ? timeAt({ timestamp: call['end_time'] }, receivedAt) : null;
  const duration = numberAt(call, 'duration');
  const isTalked = talkedAt !== null || (duration ?? 0) > 0;
  const told = {
    kind: 'call',
    channel: 'WHATSAPP',
    externalId,
    direction,
    ...partiesOf(call, direction, find),
    parentExternalId: null,
    accountSid: null,
    errorCode: firstError(call),
  } as const;
  if (event === 'connect') {
    // Ours is connected before the other party's phone rings, which a status tells.
    const status = direction === 'INBOUND' ? 'RINGING' : 'INITIATED';
    return { ...told, status, at: timeAt(call, receivedAt), connectedAt: null, durationSeconds: null };
  }
  return {
    ...told,
    status: call['status'] === 'FAILED' ? 'FAILED' : isTalked ? 'COMPLETED' : 'MISSED',
    at: endedAt ?? timeAt(call, receivedAt),
    connectedAt: talkedAt,
    durationSeconds: duration === null ? null : Math.round(duration),
  };
}

/** Reads a status of a call, one of `statuses[]` with `type: call`: those are of calls that the business makes. */
export function readCallStatus(status: Fields, find: FindPerson, receivedAt: Date): InboundEvent {
  const externalId = stringAt(status, 'id');
  const name = STATUSES.get(status['status']);
  if (externalId === null || name === undefined) return unknownEvent('calls', 'MALFORMED_CALL');
  const address = stringAt(status, 'recipient_id');
  return {
    kind: 'call',
    channel: 'WHATSAPP',
    externalId,
    direction: 'OUTBOUND',
    status: name,
    at: timeAt(status, receivedAt),
    peer: identify(find, address, stringAt(status, 'recipient_user_id'), null),
    from: null,
    to: toPhone(address) ?? address,
    connectedAt: null,
    durationSeconds: null,
    errorCode: firstError(status),
    parentExternalId: null,
    accountSid: null,
  };
}

function partiesOf(
  call: Fields,
  direction: InboundCall['direction'],
  find: FindPerson,
): { readonly peer: PersonIdentity; readonly from: string | null; readonly to: string | null } {
  const side = direction === 'INBOUND' ? 'from' : 'to';
  const peer = identify(find, stringAt(call, side), stringAt(call, `${side}_user_id`), null);
  const own = (name: 'from' | 'to'): string | null => toPhone(call[name]) ?? stringAt(call, name);
  const told = peer.phone ?? peer.userId;
  return {
    peer,
    from: side === 'from' ? told : own('from'),
    to: side === 'to' ? told : own('to'),
  };
}

function firstError(from: Fields): number | null {
  const errors = from['errors'];
  return Array.isArray(errors) && errors.length > 0 ? errorCode(errors[0]) : null;
}
