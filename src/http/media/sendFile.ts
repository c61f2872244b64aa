import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OpenedFile } from '../../media/mediaReader.js';
import type { MediaServices } from '../../media/mediaServices.js';
import type { MediaRow } from '../../projections/mediaRow.js';
import { nothingHere } from '../errorAnswer.js';
import { readRange } from './byteRange.js';
import { fileHeaders } from './fileHeaders.js';
import { notYet, openedOf } from './openedOf.js';

interface Exchange {
  readonly media: MediaServices;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/**
 * Sends a file of our object store, or the range that is asked for (RFC 9110, 14).
 * @param mayBeRead asks the gate again, as late as can be: waiting for the copy may have taken seconds
 * @throws HttpError for what is not there, or not yet
 */
export async function sendStored(
  { media, request, reply }: Exchange,
  row: MediaRow,
  file: Parameters<typeof fileHeaders>[0],
  mayBeRead: () => Promise<boolean>,
): Promise<FastifyReply> {
  if (row.state === 'PENDING') throw notYet();
  const { bytes } = row;
  const wanted = readRange(request.headers.range, bytes);
  const headers = { ...fileHeaders(file), 'accept-ranges': 'bytes' };
  if (wanted === 'UNSATISFIABLE')
    return reply
      .code(416)
      .headers({ ...headers, 'content-range': `bytes */${String(bytes)}` })
      .send();
  const range = wanted === 'WHOLE' ? undefined : wanted;
  const { start, end } = range ?? { start: 0, end: bytes };
  const part = range && { 'content-range': `bytes ${String(start)}-${String(end - 1)}/${String(bytes)}` };
  const told = { ...headers, 'content-length': String(end - start), ...part };
  const status = range ? 206 : 200;
  if (request.method === 'HEAD') return reply.code(status).headers(told).send();
  if (!(await mayBeRead())) throw nothingHere();
  const opened = openedOf(await media.reader.open(row, range));
  return reply.code(status).headers(told).send(bodyOf(opened));
}

export function bodyOf({ content }: OpenedFile): Readable {
  return Readable.from(content, { objectMode: false });
}

/** None where its source did not tell how long it is. */
export function lengthOf({ bytes }: OpenedFile): Readonly<Record<string, string>> {
  return bytes === null ? {} : { 'content-length': String(bytes) };
}
