import type { InboundCall, InboundRecording } from '../calls.js';
import type { PersonIdentity } from '../inbound.js';
import { toPhone } from '../whatsapp/fields.js';
import { isSid } from './apiAddresses.js';

/** The fields of a callback, by name. */
export type CallbackFields = Readonly<Record<string, string>>;

const CALL_STATUSES: ReadonlyMap<string | undefined, InboundCall['status']> = new Map([
  ['queued', 'INITIATED'],
  ['initiated', 'INITIATED'],
  ['ringing', 'RINGING'],
  ['in-progress', 'ACCEPTED'],
  ['answered', 'ACCEPTED'],
  ['completed', 'COMPLETED'],
  ['busy', 'REJECTED'],
  ['failed', 'FAILED'],
  ['no-answer', 'MISSED'],
  ['canceled', 'MISSED'],
]);
const RECORDING_STATUSES: ReadonlyMap<string | undefined, InboundRecording['status']> = new Map([
  ['in-progress', 'IN_PROGRESS'],
  ['completed', 'AVAILABLE'],
  ['absent', 'ABSENT'],
  ['failed', 'FAILED'],
]);
/** What else is not outbound: a call from a SIP trunk's far side. */
const INBOUND: ReadonlySet<string | undefined> = new Set(['inbound', 'trunking-originating']);
/** How providers write that a caller hides: https://help.twilio.com/articles/223179988 */
const HIDDEN: ReadonlySet<string> = new Set([
  ...['anonymous', 'restricted', 'unavailable', 'unknown', 'private', 'blocked'],
  ...['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253'],
]);

/** The fields of a body that was verified: a form, or the JSON object that takes its place; null where it is neither. */
export function readFields(body: Buffer): CallbackFields | null {
  const text = body.toString('utf8');
  if (!text.trimStart().startsWith('{')) return Object.fromEntries(new URLSearchParams(text));
  try {
    const parsed = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const told = Object.entries(parsed).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, String(value)] as const] : [],
    );
    return Object.fromEntries(told);
  } catch {
    return null;
  }
}

/** Reads a call status callback (contracts/telephony.md); null where it names no call or no status that is known. */
export function readCallStatus(fields: CallbackFields, arrivedAt: Date): InboundCall | null {
  const { CallSid = '', AccountSid = '', ParentCallSid = '', CallStatus, Direction } = fields;
  const status = CALL_STATUSES.get(CallStatus);
  if (!isSid(CallSid) || !status) return null;
  const direction = INBOUND.has(Direction) ? 'INBOUND' : 'OUTBOUND';
  const from = addressOf(fields['From']);
  const to = addressOf(fields['To']);
  return {
    kind: 'call',
    channel: 'TELEPHONY',
    externalId: CallSid,
    direction,
    status,
    at: timeOf(fields['Timestamp'], arrivedAt),
    peer: personOf(direction === 'INBOUND' ? from : to),
    from,
    to,
    connectedAt: null,
    durationSeconds: wholeNumber(fields['CallDuration']),
    errorCode: wholeNumber(fields['ErrorCode']),
    parentExternalId: isSid(ParentCallSid) ? ParentCallSid : null,
    accountSid: isSid(AccountSid) ? AccountSid : null,
  };
}

/** Reads a recording callback; null where it names no recording, no call or no status that is known. */
export function readRecordingStatus(fields: CallbackFields, arrivedAt: Date): InboundRecording | null {
  const { RecordingSid = '', CallSid = '', AccountSid = '', RecordingStatus, RecordingUrl = '' } = fields;
  const status = RECORDING_STATUSES.get(RecordingStatus);
  if (!status || ![RecordingSid, CallSid, AccountSid].every(isSid)) return null;
  return {
    kind: 'recording',
    externalId: RecordingSid,
    externalCallId: CallSid,
    accountSid: AccountSid,
    status,
    at: timeOf(fields['RecordingStartTime'], arrivedAt),
    durationSeconds: wholeNumber(fields['RecordingDuration']),
    channels: wholeNumber(fields['RecordingChannels']),
    url: RecordingUrl === '' ? null : RecordingUrl,
  };
}

function addressOf(told: string | undefined): string | null {
  if (told === undefined || told === '' || HIDDEN.has(told.toLowerCase())) return null;
  return toPhone(told) ?? told;
}

/** A party that is no phone number (`client:alice`, `sip:…`) is known by its address. */
function personOf(address: string | null): PersonIdentity {
  const isPhone = address?.startsWith('+') ?? false;
  return {
    phone: isPhone ? address : null,
    userId: isPhone ? null : address,
    parentUserId: null,
    username: null,
    name: null,
  };
}

/** There was no such provider before: an earlier time is a mistake, and would be swept at once. */
const EARLIEST = Date.UTC(2008, 0);

/** RFC 2822, as in `Tue, 31 Mar 2020 09:00:00 +0000`; the arrival where it is missing, absurd or later than that. */
function timeOf(text: string | undefined, arrivedAt: Date): Date {
  const told = Date.parse(text ?? '');
  return told >= EARLIEST && told < arrivedAt.getTime() ? new Date(told) : arrivedAt;
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
