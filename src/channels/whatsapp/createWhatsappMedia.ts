import { setTimeout as delay } from 'node:timers/promises';
import { SECOND_MS } from '../../lib/clock.js';
import { bytesOf, discard, lengthOf, readJson, retryAfterMs } from '../httpBody.js';
import { isFields, numberAt, stringAt } from './fields.js';
import type { MediaAnswer, MediaDownload, ProviderMedia, WhatsappMedia } from './media.js';

const ANSWER_MS = 15 * SECOND_MS;
/** Ids are digits; whatever else comes must not become a path of the provider's. */
const MEDIA_ID = /^[A-Za-z0-9_-]{1,128}$/;
const TOKEN = /^[\x21-\x7e]+$/;
/** The provider's codes: of an expired or refused token, and of too many calls. */
const TOKEN_CODES: ReadonlySet<number> = new Set([0, 190]);
const LATER_CODES: ReadonlySet<number> = new Set([4, 80007, 130429, 131056, 133016]);
/** "Unsupported get request": there is no such object, or none that this token may see. */
const NO_SUCH_OBJECT = 100;

/** @param apiUrl with the version, without a trailing slash */
export function createWhatsappMedia(apiUrl: string): WhatsappMedia {
  const api = new URL(apiUrl);

  const ask = async (
    url: string,
    accessToken: string,
    signal: AbortSignal,
  ): Promise<MediaAnswer<Response>> => {
    if (!TOKEN.test(accessToken)) return { kind: 'TOKEN' };
    const answer = new AbortController();
    const timer = delay(ANSWER_MS, null, { ref: false, signal: answer.signal }).then(
      () => null,
      () => null,
    );
    try {
      const request = fetch(url, {
        headers: { authorization: `Bearer ${accessToken}` },
        // The token is for the provider, not for whoever it points to.
        redirect: 'error',
        signal,
      });
      const response = await Promise.race([request, timer]);
      if (!response) {
        request.then(discard, () => undefined);
        return LATER;
      }
      if (response.status === 200) return { kind: 'OK', value: response };
      return await readRefusal(response);
    } catch {
      return LATER;
    } finally {
      answer.abort();
    }
  };

  return {
    describe: async (accessToken, mediaId, signal) => {
      if (!MEDIA_ID.test(mediaId)) return { kind: 'GONE' };
      const answer = await ask(`${api.href.replace(/\/+$/, '')}/${mediaId}`, accessToken, signal);
      if (answer.kind !== 'OK') return answer;
      const media = readMedia(await readJson(answer.value));
      return media ? { kind: 'OK', value: media } : LATER;
    },
    download: async (accessToken, url, signal) => {
      if (!isProviders(url, api)) return { kind: 'REFUSED' };
      const answer = await ask(url, accessToken, signal);
      if (answer.kind !== 'OK') return answer;
      const { headers, body } = answer.value;
      const download: MediaDownload = {
        content: bytesOf(body),
        mimeType: headers.get('content-type'),
        bytes: lengthOf(answer.value),
      };
      return { kind: 'OK', value: download };
    },
  };
}

const LATER = { kind: 'LATER', retryAfterMs: null } as const;

/** By https, or from the very server that the operator has set. */
function isProviders(url: string, api: URL): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, origin } = new URL(url);
  return protocol === 'https:' || origin === api.origin;
}

async function readRefusal(response: Response): Promise<MediaAnswer<never>> {
  const body = await readJson(response);
  const error = isFields(body) && isFields(body['error']) ? body['error'] : {};
  const code = numberAt(error, 'code');
  const { status } = response;
  if (code !== null && TOKEN_CODES.has(code)) return { kind: 'TOKEN' };
  const isLater =
    status === 429 ||
    status >= 500 ||
    error['is_transient'] === true ||
    (code !== null && LATER_CODES.has(code));
  if (isLater) return { kind: 'LATER', retryAfterMs: retryAfterMs(response) };
  if (status === 404 || status === 410 || code === NO_SUCH_OBJECT) return { kind: 'GONE' };
  return status === 401 ? { kind: 'TOKEN' } : { kind: 'REFUSED' };
}

function readMedia(body: unknown): ProviderMedia | null {
  if (!isFields(body)) return null;
  const url = stringAt(body, 'url');
  if (url === null) return null;
  return {
    url,
    mimeType: stringAt(body, 'mime_type'),
    sha256: stringAt(body, 'sha256'),
    bytes: numberAt(body, 'file_size'),
  };
}
