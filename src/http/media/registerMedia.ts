import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fileOf } from '../../media/mediaContent.js';
import type { OpenedFile } from '../../media/mediaReader.js';
import type { Services } from '../../services.js';
import type { ByteRange } from '../../storage/objectStore.js';
import { nothingHere } from '../errorAnswer.js';
import { readRange } from './byteRange.js';
import { fileHeaders } from './fileHeaders.js';
import { notYet, openedOf } from './openedOf.js';

type Deps = Pick<Services, 'media' | 'messages'>;
type Asked = FastifyRequest<{ Params: { '*': string } }>;

/**
 * Messages' files, by signed links: whoever has one needs no other credentials. The message is asked for again, through
 * the gate, when the link is followed: what left its window a moment ago is not to be had (invariant 2).
 */
export function registerMedia(app: FastifyInstance, deps: Deps): void {
  // An asterisk: the links are longer than what Fastify takes for a parameter.
  const add = (
    url: string,
    handler: (request: Asked, reply: FastifyReply) => Promise<FastifyReply>,
  ): void => {
    app.route<{ Params: { '*': string } }>({ method: ['GET', 'HEAD'], url, handler });
  };
  add('/media/relay/*', (request, reply) => relay(deps, request, reply));
  add('/media/*', (request, reply) => serve(deps, request, reply));
}

async function serve({ media, messages }: Deps, request: Asked, reply: FastifyReply): Promise<FastifyReply> {
  const link = await media.links.readStored(request.params['*']);
  const view = link && (await messages.find(link.account, link.message));
  const file = view && fileOf(view.pii);
  const payload = view?.row.payload ?? null;
  if (!link || !view || !file || payload === null) throw nothingHere();
  const row = await media.reader.find(link.account, payload);
  if (!row) throw nothingHere();
  if (row.state === 'PENDING') throw notYet();

  const wanted = readRange(request.headers.range, row.bytes);
  const headers = { ...fileHeaders(file.media), 'accept-ranges': 'bytes' };
  if (wanted === 'UNSATISFIABLE')
    return reply
      .code(416)
      .headers({ ...headers, 'content-range': `bytes */${row.bytes}` })
      .send();
  const range = wanted === 'WHOLE' ? undefined : wanted;
  const answer = reply.code(range ? 206 : 200);
  if (request.method === 'HEAD') return answer.headers({ ...headers, ...lengthOf(row.bytes, range) }).send();
  // The gate again, as late as can be: waiting for the copy may have taken seconds.
  if (!(await messages.find(link.account, link.message))) throw nothingHere();
  const opened = openedOf(await media.reader.open(row, range));
  return answer.headers({ ...headers, ...lengthOf(row.bytes, range) }).send(bodyOf(opened));
}

async function relay({ media }: Deps, request: Asked, reply: FastifyReply): Promise<FastifyReply> {
  const link = await media.links.readRelayed(request.params['*']);
  if (!link) throw nothingHere();
  const closed = new AbortController();
  reply.raw.once('close', () => closed.abort());
  const opened = openedOf(await media.reader.relay(link, closed.signal));
  const { fileName, mimeType } = link.media;
  const headers = fileHeaders({ fileName, mimeType: mimeType ?? opened.mimeType });
  const length = opened.bytes === null ? {} : { 'content-length': String(opened.bytes) };
  const answer = reply.headers({ ...headers, ...length });
  if (request.method !== 'HEAD') return answer.send(bodyOf(opened));
  closed.abort();
  return answer.send();
}

function bodyOf({ content }: OpenedFile): Readable {
  return Readable.from(content, { objectMode: false });
}

function lengthOf(bytes: number, range: ByteRange | undefined): Readonly<Record<string, string>> {
  if (!range) return { 'content-length': String(bytes) };
  const { start, end } = range;
  return {
    'content-length': String(end - start),
    'content-range': `bytes ${String(start)}-${String(end - 1)}/${String(bytes)}`,
  };
}
