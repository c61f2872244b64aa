import type { IncomingHttpHeaders } from 'node:http';
import type { JsonValue } from '../channels/json.js';
import { isFields, objectAt } from '../channels/whatsapp/fields.js';
import { jsonReply, parseJson, refusalReply, type Reply } from './exchange.js';
import { groupPage, templatePage } from './listings.js';
import { readMultipart } from './mediaStore.js';
import { replyToMessage, replyUnlessFault } from './messageRoute.js';
import type { DoubleState } from './state.js';

/** One request, whole. */
export interface Call {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** The double's own address. */
  readonly origin: string;
  readonly url: URL;
  readonly body: Buffer;
}

const PATH = /^\/v\d+\.\d+\/([^/]+)(?:\/([^/]+))?$/;
const FILE = /^\/_media\/(\d+)$/;

/** What the provider offers; null: it has no such path. */
export function replyAsProvider(state: DoubleState, call: Call): Reply | null {
  const { pathname } = call.url;
  const file = FILE.exec(pathname)?.[1];
  const [, id, what = ''] = PATH.exec(pathname) ?? [];
  if (file === undefined && id === undefined) return null;
  state.requests += 1;
  if (!isAuthorized(state, call.headers.authorization)) return refusalReply({ code: 190 });
  if (file !== undefined) return fileReply(state, file);
  return replyAt(state, call, decodeURIComponent(id ?? ''), what);
}

function replyAt(state: DoubleState, call: Call, id: string, what: string): Reply {
  switch (`${call.method} ${what}`) {
    case 'POST messages':
      return replyToMessage(state, id, parseJson(call.body));
    case 'POST media':
      return replyToUpload(state, call, id);
    case 'GET message_templates':
      return replyUnlessFault(state, { on: 'templates', phoneNumberId: '' }, () =>
        templatePage(state.templates, call.origin, call.url),
      );
    case 'GET groups':
      return replyUnlessFault(state, { on: 'groups', phoneNumberId: id }, () =>
        groupPage(state.groups, call.origin, call.url),
      );
    case 'GET settings':
      return replyUnlessFault(state, { on: 'settings', phoneNumberId: id }, () => ({
        ...(state.storage && { storage_configuration: state.storage }),
      }));
    case 'POST settings':
      return replyToSettings(state, parseJson(call.body));
    case 'GET ':
      return replyToMedia(state, call.origin, id);
    case 'DELETE ':
      return state.media.remove(id) ? jsonReply({ success: true }) : noSuchObject(id);
    default:
      return refusalReply({ code: 100, details: `Unknown path components: /${what}` });
  }
}

function isAuthorized({ accessToken }: DoubleState, header: string | undefined): boolean {
  const token = /^Bearer (\S+)$/.exec(header ?? '')?.[1];
  return token !== undefined && (accessToken === null || token === accessToken);
}

function replyToUpload(state: DoubleState, { headers, body }: Call, phoneNumberId: string): Reply {
  const parts = readMultipart(headers['content-type'], body);
  const field = (name: string) => parts?.find((part) => part.name === name);
  const file = field('file');
  if (!file || field('messaging_product')?.bytes.toString() !== 'whatsapp')
    return refusalReply({ code: 100, details: 'file and messaging_product are required.' });
  const mimeType = field('type')?.bytes.toString() ?? file.mimeType;
  if (mimeType === null) return refusalReply({ code: 100, details: 'type is required.' });
  // Copied: it must not hold the whole request in memory.
  const bytes = Buffer.from(file.bytes);
  return replyUnlessFault(state, { on: 'media', phoneNumberId }, () => ({
    id: state.media.add({ bytes, mimeType, fileName: file.fileName }).id,
  }));
}

/** Its storage configuration, as the provider's own console would set it; nothing else is looked at. */
function replyToSettings(state: DoubleState, body: unknown): Reply {
  const storage = isFields(body) ? objectAt(body, 'storage_configuration') : null;
  if (!storage) return refusalReply({ code: 100, details: 'storage_configuration is required.' });
  state.storage = storage as Readonly<Record<string, JsonValue>>;
  return jsonReply({ success: true });
}

function replyToMedia(state: DoubleState, origin: string, id: string): Reply {
  const media = state.media.find(id);
  if (!media) return noSuchObject(id);
  return replyUnlessFault(state, { on: 'media', phoneNumberId: '' }, () => ({
    messaging_product: 'whatsapp',
    url: `${origin}/_media/${id}`,
    mime_type: media.mimeType,
    sha256: media.sha256,
    file_size: media.bytes.length,
    id,
  }));
}

function noSuchObject(id: string): Reply {
  return refusalReply({ code: 100, details: `Object with ID '${id}' does not exist.` });
}

function fileReply(state: DoubleState, id: string): Reply {
  const media = state.media.find(id);
  if (!media) return refusalReply({ code: 100, status: 404 });
  return { kind: 'WHOLE', status: 200, type: media.mimeType, body: media.bytes };
}
