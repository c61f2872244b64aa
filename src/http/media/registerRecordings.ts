import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RelayedRecordingLink } from '../../media/mediaLinks.js';
import type { RecordingView } from '../../reading/recordings.js';
import type { Services } from '../../services.js';
import { nothingHere } from '../errorAnswer.js';
import { fileHeaders } from './fileHeaders.js';
import { openedOf } from './openedOf.js';
import { bodyOf, lengthOf, sendStored } from './sendFile.js';

type Deps = Pick<Services, 'media' | 'recordings'>;
type Asked = FastifyRequest<{ Params: { '*': string } }>;
type Handle = (deps: Deps, request: Asked, reply: FastifyReply) => Promise<FastifyReply>;

/**
 * Recordings, by signed links, whole or in part as players ask for them. The recording is asked for again, through the
 * gate, when a link is followed: what left its window a moment ago is not to be heard (invariant 2).
 */
export function registerRecordings(app: FastifyInstance, deps: Deps): void {
  const add = (url: string, handle: Handle): void => {
    const handler = (request: Asked, reply: FastifyReply) => handle(deps, request, reply);
    app.route<{ Params: { '*': string } }>({ method: ['GET', 'HEAD'], url, handler });
  };
  add('/media/recordings/relay/*', relay);
  add('/media/recordings/*', serve);
}

const serve: Handle = async (deps, request, reply) => {
  const { media, recordings } = deps;
  const link = await media.links.readRecording(request.params['*']);
  const find = async (): Promise<RecordingView | null> =>
    link && recordings.find(link.account, link.recording);
  const view = await find();
  if (!link || !view?.pii || view.row.status !== 'AVAILABLE') throw nothingHere();
  const { row, reference } = view;
  if (row.place === 'STORE' && row.payload !== null) {
    const copy = await media.reader.find(link.account, row.payload);
    if (!copy) throw nothingHere();
    const file = { mimeType: copy.mimeType ?? null, fileName: null };
    return sendStored({ media, request, reply }, copy, file, async () => Boolean((await find())?.pii));
  }
  if (!reference) throw nothingHere();
  const { accountSid, recordingSid } = reference;
  const of = { account: row.account, number: row.number, accountSid, recordingSid, url: view.pii.url };
  return sendRelayed(deps, of, request, reply);
};

const relay: Handle = async (deps, request, reply) => {
  const link = await deps.media.links.readRelayedRecording(request.params['*']);
  if (!link) throw nothingHere();
  return sendRelayed(deps, link, request, reply);
};

/** The third party cuts out the range that is asked for. */
async function sendRelayed(
  { media }: Deps,
  recording: RelayedRecordingLink,
  request: Asked,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const closed = new AbortController();
  reply.raw.once('close', () => closed.abort());
  const answer = await media.reader.relayRecording(recording, request.headers.range, closed.signal);
  const opened = openedOf(answer);
  const { contentRange = null, mimeType } = opened;
  void reply.code(contentRange === null ? 200 : 206).headers({
    ...fileHeaders({ mimeType, fileName: null }),
    'accept-ranges': 'bytes',
    ...lengthOf(opened),
    ...(contentRange !== null && { 'content-range': contentRange }),
  });
  if (request.method !== 'HEAD') return reply.send(bodyOf(opened));
  closed.abort();
  return reply.send();
}
