import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fileOf } from '../../media/mediaContent.js';
import type { Services } from '../../services.js';
import { nothingHere } from '../errorAnswer.js';
import { fileHeaders } from './fileHeaders.js';
import { openedOf } from './openedOf.js';
import { bodyOf, lengthOf, sendStored } from './sendFile.js';

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
  return sendStored({ media, request, reply }, row, file.media, async () =>
    Boolean(await messages.find(link.account, link.message)),
  );
}

async function relay({ media }: Deps, request: Asked, reply: FastifyReply): Promise<FastifyReply> {
  const link = await media.links.readRelayed(request.params['*']);
  if (!link) throw nothingHere();
  const closed = new AbortController();
  reply.raw.once('close', () => closed.abort());
  const opened = openedOf(await media.reader.relay(link, closed.signal));
  const { fileName, mimeType } = link.media;
  const headers = fileHeaders({ fileName, mimeType: mimeType ?? opened.mimeType });
  const answer = reply.headers({ ...headers, ...lengthOf(opened) });
  if (request.method !== 'HEAD') return answer.send(bodyOf(opened));
  closed.abort();
  return answer.send();
}
