import { SECOND_MS } from '../../lib/clock.js';
import { bytesOf, discard, lengthOf, readJson, retryAfterMs } from '../httpBody.js';
import { isFields, numberAt, stringAt } from '../whatsapp/fields.js';
import { createApiAddresses, type ApiAddresses } from './apiAddresses.js';
import type { Deletion, TelephonyAuth, TelephonyClient, TelephonyResource } from './client.js';

const ANSWER_MS = 15 * SECOND_MS;
/** "Resource not in a final state": https://www.twilio.com/docs/api/errors/20009 */
const NOT_FINAL = 20_009;
const GONE: ReadonlySet<number> = new Set([404, 410]);
const LATER: ReadonlySet<number> = new Set([408, 425, 429]);
const UNREACHABLE = { kind: 'UNREACHABLE', retryAfterMs: null } as const;

/** @param apiUrl see {@link createApiAddresses} */
export function createTelephonyClient(apiUrl: string): TelephonyClient {
  const addresses = createApiAddresses(apiUrl);

  const remove =
    (kind: Parameters<ApiAddresses['of']>[0]) =>
    async (auth: TelephonyAuth, resource: TelephonyResource): Promise<Deletion> => {
      const address = addresses.of(kind, resource);
      // Nothing of the provider's has such an id.
      if (address === null) return { kind: 'GONE' };
      const response = await ask(auth, `${address}.json`, 'DELETE');
      return response ? readDeletion(response) : UNREACHABLE;
    };

  return {
    deleteRecording: remove('Recordings'),
    deleteCall: remove('Calls'),
    deleteTranscription: remove('Transcriptions'),
    transcriptionsOf: async (auth, recording) => {
      const address = addresses.of('Recordings', recording);
      if (address === null) return [];
      const response = await ask(auth, `${address}/Transcriptions.json`, 'GET');
      if (!response || isLater(response.status)) return null;
      const body = await readJson(response);
      // Not every provider of this shape has transcriptions.
      const listed = isFields(body) ? body['transcriptions'] : null;
      if (!response.ok || !Array.isArray(listed)) return [];
      return listed.flatMap((item: unknown) => {
        const sid = isFields(item) ? stringAt(item, 'sid') : null;
        return sid === null ? [] : [{ accountSid: recording.accountSid, sid }];
      });
    },
    openRecording: async (auth, recording, range, signal) => {
      const made = addresses.of('Recordings', recording);
      const told = recording.url !== null && isOf(addresses.origin, recording.url) ? recording.url : null;
      const address = told ?? made;
      if (address === null) return { kind: 'GONE' };
      const headers = range === undefined ? {} : { range };
      const response = await ask(auth, withType(address), 'GET', headers, signal);
      if (!response) return { kind: 'LATER', retryAfterMs: null };
      const { status } = response;
      if (status === 200 || status === 206) {
        const contentRange = status === 206 ? response.headers.get('content-range') : null;
        const mimeType = response.headers.get('content-type');
        const content = bytesOf(response.body);
        return { kind: 'OK', value: { content, mimeType, bytes: lengthOf(response), contentRange } };
      }
      discard(response);
      if (isLater(status)) return { kind: 'LATER', retryAfterMs: retryAfterMs(response) };
      if (GONE.has(status)) return { kind: 'GONE' };
      return { kind: status === 401 || status === 403 ? 'TOKEN' : 'REFUSED' };
    },
  };
}

/**
 * Null: there is no answer.
 * @param signal ends the answer's body as well; without one that is bounded as its beginning is
 */
async function ask(
  { accountSid, authToken }: TelephonyAuth,
  address: string,
  method: 'GET' | 'DELETE',
  headers: Readonly<Record<string, string>> = {},
  signal: AbortSignal = AbortSignal.timeout(ANSWER_MS),
): Promise<Response | null> {
  const credentials = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
  const late = new AbortController();
  // Until the answer begins: what streams may take its time.
  const timer = setTimeout(() => late.abort(), ANSWER_MS);
  try {
    return await fetch(address, {
      method,
      headers: { ...headers, authorization: `Basic ${credentials}` },
      // The token is for the provider, not for whoever it points to.
      redirect: 'error',
      signal: AbortSignal.any([signal, late.signal]),
    });
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

async function readDeletion(response: Response): Promise<Deletion> {
  const { ok, status } = response;
  if (ok || GONE.has(status)) {
    discard(response);
    return { kind: ok ? 'DONE' : 'GONE' };
  }
  const body = await readJson(response);
  const code = isFields(body) ? numberAt(body, 'code') : null;
  if (code === NOT_FINAL) return { kind: 'NOT_FINAL' };
  if (isLater(status)) return { kind: 'UNREACHABLE', retryAfterMs: retryAfterMs(response) };
  return { kind: 'REFUSED', status, code };
}

function isLater(status: number): boolean {
  return LATER.has(status) || status >= 500;
}

/** Only the provider that the operator has set is shown the token, whatever a callback names. */
function isOf(origin: string, url: string): boolean {
  return URL.canParse(url) && new URL(url).origin === origin;
}

/** Without a file type the provider answers with WAV, five times as large. */
function withType(address: string): string {
  return /\.[a-z0-9]{2,4}$/i.test(new URL(address).pathname) ? address : `${address}.mp3`;
}
