import { jsonReply, type Reply } from '../exchange.js';
import type { Call } from '../providerRoutes.js';
import {
  TELEPHONY_KINDS,
  type TelephonyAccount,
  type TelephonyDouble,
  type TelephonyFault,
  type TelephonyKind,
} from './telephonyState.js';

const PATH =
  /^\/2010-04-01\/Accounts\/([^/]+)\/(?:Calls\/[^/]+\/(?=Recordings))?([A-Z][a-z]+)\/([^/.]+)(.*)$/;
const AUDIO = /^(\.mp3|\.wav)?$/;

/** What a telephony provider of Twilio's shape offers (contracts/telephony.md); null: it has no such path. */
export function replyAsTelephony(state: TelephonyDouble & TelephonyAccount, call: Call): Reply | null {
  const [, account = '', name = '', sid = '', rest = ''] = PATH.exec(call.url.pathname) ?? [];
  const kind = TELEPHONY_KINDS.find((known) => known === name);
  if (!kind) return null;
  if (!isAuthorized(state, call.headers.authorization, account))
    return failure(401, 20_003, 'Authentication Error - invalid username');
  const fault = state.takeFault(kind, sid);
  if (fault) return faultReply(fault);
  switch (call.method) {
    case 'DELETE':
      return removal(state, sid);
    case 'GET':
      return reading(state, kind, sid, rest, call.headers.range);
    default:
      return failure(405, 20_004, 'Method not allowed');
  }
}

function removal(state: TelephonyDouble, sid: string): Reply {
  if (!state.has(sid)) return notFound(sid);
  if (!state.isFinal(sid)) return failure(409, 20_009, 'Cannot delete this resource before it is complete');
  state.remove(sid);
  return { kind: 'WHOLE', status: 204, type: 'application/json', body: '' };
}

function reading(
  state: TelephonyDouble,
  kind: TelephonyKind,
  sid: string,
  rest: string,
  range: string | undefined,
): Reply {
  if (!state.has(sid)) return notFound(sid);
  const recording = kind === 'Recordings' ? state.recording(sid) : null;
  if (recording && AUDIO.test(rest)) return audioReply(recording.audio, recording.mimeType, range);
  if (recording && rest === '/Transcriptions.json')
    return jsonReply({ transcriptions: state.transcriptionsOf(sid).map((found) => ({ sid: found })) });
  return rest === '.json'
    ? jsonReply({ sid, ...(recording && { call_sid: recording.callSid }) })
    : notFound(sid);
}

function audioReply(audio: Buffer, type: string, range: string | undefined): Reply {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === undefined) return { kind: 'WHOLE', status: 200, type, body: audio };
  const end = last ? Math.min(Number(last) + 1, audio.length) : audio.length;
  const headers = { 'content-range': `bytes ${first}-${String(end - 1)}/${String(audio.length)}` };
  return { kind: 'WHOLE', status: 206, type, body: audio.subarray(Number(first), end), headers };
}

function isAuthorized(
  { authToken }: TelephonyAccount,
  header: string | undefined,
  accountSid: string,
): boolean {
  const told = Buffer.from(/^Basic (\S+)$/.exec(header ?? '')?.[1] ?? '', 'base64').toString();
  const [user, ...password] = told.split(':');
  return user === accountSid && (authToken === null || password.join(':') === authToken);
}

function faultReply(does: TelephonyFault['does']): Reply {
  if (does === 'HANG') return { kind: 'NEVER' };
  if (does === 'RESET') return { kind: 'RESET' };
  return failure(does.status, does.code ?? does.status, 'As it was told to.');
}

function notFound(sid: string): Reply {
  return failure(404, 20_404, `The requested resource ${sid} was not found`);
}

function failure(status: number, code: number, message: string): Reply {
  return jsonReply({ code, message, status }, status);
}
