import { Agent, type Dispatcher } from 'undici';
import { systemClock, type Clock } from '../../lib/clock.js';
import type { OutboundMessage, SendOutcome } from '../outbound.js';
import { buildMessage, UnsendableContent } from './buildMessage.js';
import { classifyRefusal, type Refusal } from './classifyRefusal.js';
import type { Answer, WhatsappAccess, WhatsappClient } from './client.js';
import { exchange, type Exchange, type ProviderRequest } from './exchange.js';
import { isFields, stringAt } from './fields.js';
import { buildMultipart } from './multipart.js';
import { readGroups, readTemplates, type Listing } from './readListing.js';
import { readStorage } from './readStorage.js';

export interface WhatsappClientOptions {
  /** With the version, without a trailing slash: `https://graph.facebook.com/v23.0`. */
  readonly apiUrl: string;
  /** For the connection and TLS. Milliseconds. */
  readonly connectMs?: number;
  /** For one request as a whole. Milliseconds. */
  readonly requestMs?: number;
  /** Bytes of one answer that are read. */
  readonly maxAnswerBytes?: number;
  /** Connections at a time. */
  readonly connections?: number;
  readonly clock?: Clock;
  /** Another way to the provider, such as a proxy's; it is closed with the client. */
  readonly dispatcher?: Dispatcher;
}

type Failed = Exclude<SendOutcome, { readonly kind: 'ACCEPTED' }>;

/** As a header can carry it (RFC 6750, 2.1, and a little more); anything else is no token. */
const TOKEN = /^[\x21-\x7e]+$/;
const TEMPLATE_FIELDS = 'id,name,language,category,status,parameter_format,components';
const PAGE_SIZE = 100;
/** Against a list that never ends: 10,000 entries, above every limit of the provider's. */
const MAX_PAGES = 100;

/** The provider's API over HTTP, with one pool of kept-open connections. */
export function createWhatsappClient({
  apiUrl,
  connectMs = 5_000,
  requestMs = 30_000,
  maxAnswerBytes = 4 * 1024 * 1024,
  connections = 128,
  clock = systemClock,
  dispatcher = new Agent({ connections, pipelining: 1, connect: { timeout: connectMs } }),
}: WhatsappClientOptions): WhatsappClient {
  const { origin, pathname } = new URL(apiUrl);
  const base = pathname.replace(/\/+$/, '');
  let closing: Promise<void> | null = null;

  /** Asks, and reads a success by `read`; a success that cannot be read is no answer. */
  const ask = async <T>(
    { accessToken }: WhatsappAccess,
    request: Omit<ProviderRequest, 'accessToken'>,
    read: (body: unknown) => T | null,
  ): Promise<{ readonly kind: 'OK'; readonly value: T } | Failed> => {
    if (!TOKEN.test(accessToken)) return refusal('TOKEN', 'The number has no usable access token.');
    const limits = { requestMs, maxAnswerBytes };
    const full = { ...request, path: base + request.path, accessToken };
    return readAnswer(await exchange(dispatcher, origin, full, limits), read, clock());
  };

  const list = async <T>(
    access: WhatsappAccess,
    path: string,
    read: (body: unknown) => Listing<T> | null,
  ): Promise<Answer<readonly T[]>> => {
    const items: T[] = [];
    const seen = new Set<string>();
    for (let after: string | null = ''; after !== null && !seen.has(after) && seen.size < MAX_PAGES;) {
      seen.add(after);
      const cursor: string = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
      const page = await ask(access, { method: 'GET', path: path + cursor, body: null }, read);
      if (page.kind !== 'OK') return page;
      for (const item of page.value.items) items.push(item);
      after = page.value.after;
    }
    return { kind: 'OK', value: items };
  };

  return {
    send: async (access, message) => {
      const body = writeMessage(message);
      if (typeof body !== 'string') return body;
      const path = `${numberPath(access)}/messages`;
      const answer = await ask(access, { method: 'POST', path, body: json(body) }, readAccepted);
      return answer.kind === 'OK' ? answer.value : answer;
    },
    markRead: async (access, externalId) => {
      const body = { messaging_product: 'whatsapp', status: 'read', message_id: externalId };
      const path = `${numberPath(access)}/messages`;
      const read = (answer: unknown): true | null =>
        isFields(answer) && answer['success'] === true ? true : null;
      const answer = await ask(access, { method: 'POST', path, body: json(JSON.stringify(body)) }, read);
      return answer.kind === 'OK' ? { kind: 'OK', value: null } : answer;
    },
    uploadMedia: (access, { bytes, mimeType, fileName }) => {
      const fields = { messaging_product: 'whatsapp', type: mimeType };
      const body = buildMultipart(fields, { name: 'file', fileName: fileName ?? 'file', mimeType, bytes });
      const read = (answer: unknown): string | null => (isFields(answer) ? stringAt(answer, 'id') : null);
      return ask(access, { method: 'POST', path: `${numberPath(access)}/media`, body }, read);
    },
    listTemplates: async (access) => {
      const { businessAccountId } = access;
      if (businessAccountId === null)
        return refusal('NEVER', 'The number has no business account id, and so no templates.');
      const path = `/${encodeURIComponent(businessAccountId)}/message_templates`;
      return list(access, `${path}?fields=${TEMPLATE_FIELDS}&limit=${PAGE_SIZE}`, readTemplates);
    },
    listGroups: (access) => list(access, `${numberPath(access)}/groups?limit=${PAGE_SIZE}`, readGroups),
    storage: (access) =>
      ask(access, { method: 'GET', path: `${numberPath(access)}/settings`, body: null }, readStorage),
    close: () => (closing ??= dispatcher.destroy()),
  };
}

function numberPath({ phoneNumberId }: WhatsappAccess): string {
  return `/${encodeURIComponent(phoneNumberId)}`;
}

function json(bytes: string): NonNullable<ProviderRequest['body']> {
  return { type: 'application/json', bytes };
}

function writeMessage(message: OutboundMessage): string | Refusal {
  try {
    return JSON.stringify(buildMessage(message));
  } catch (error) {
    if (error instanceof UnsendableContent) return refusal('NEVER', error.message);
    throw error;
  }
}

/** A refusal of ours, before anything was asked. */
function refusal(refusalClass: Refusal['class'], message: string): Refusal {
  const [code, httpStatus, retryAfterMs, throttles] = [null, 400, null, null];
  return { kind: 'REFUSED', class: refusalClass, code, httpStatus, message, retryAfterMs, throttles };
}

function readAnswer<T>(
  answer: Exchange,
  read: (body: unknown) => T | null,
  now: Date,
): { readonly kind: 'OK'; readonly value: T } | Failed {
  if (answer.kind !== 'ANSWERED') return answer;
  const { status, headers, body, isCut } = answer;
  const refused = classifyRefusal({ status, body, isCut, retryAfter: headers['retry-after'] }, now);
  if (refused !== null) return refused;
  const value = status < 300 ? read(body) : null;
  return value === null ? { kind: 'UNKNOWN' } : { kind: 'OK', value };
}

function readAccepted(body: unknown): Extract<SendOutcome, { readonly kind: 'ACCEPTED' }> | null {
  const messages: unknown = isFields(body) ? body['messages'] : null;
  const first: unknown = Array.isArray(messages) ? messages[0] : null;
  const externalId = isFields(first) ? stringAt(first, 'id') : null;
  if (externalId === null || !isFields(first)) return null;
  const isHeld = first['message_status'] === 'held_for_quality_assessment';
  return { kind: 'ACCEPTED', externalId, isHeld };
}
