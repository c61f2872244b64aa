import { Readable } from 'node:stream';
import { z } from 'zod';
import { fileOf } from '../../media/mediaContent.js';
import type { MediaRow } from '../../projections/mediaRow.js';
import type { NumberRow } from '../../projections/rows.js';
import { HttpError, numberNotFound } from '../httpError.js';
import { notYet, openedOf } from '../media/openedOf.js';
import { tenantScope, type Asked, type Endpoint, type RestServices } from './endpoint.js';
import { parse } from './parse.js';
import { mediaFile } from './schemas.js';

const query = z.object({
  phoneNumberId: z
    .string()
    .optional()
    .meta({ description: 'Which number: its id here, or the provider’s. Not needed with a number’s key.' }),
});

export const mediaEndpoint: Endpoint = {
  method: 'GET',
  path: '/v1/media/{id}',
  operationId: 'getMedia',
  summary: 'A message’s file, by the provider’s id of it',
  description:
    'As long as its message may be read. UPSTREAM_ERROR with Retry-After while it is on its way from the provider.',
  scope: 'ANY',
  query,
  answer: mediaFile,
  errors: ['TENANT_SCOPE_NOT_ALLOWED', 'NUMBER_NOT_FOUND', 'MEDIA_NOT_FOUND'],
  run: async (services, asked) => {
    const number = await numberOf(services, asked);
    const { media, messages } = services;
    const id = asked.params.id ?? '';
    const row = await media.reader.findExternal(number.account, number._id, id);
    if (!row) throw mediaNotFound();
    const read = async (): Promise<ReturnType<typeof fileOf>> => {
      const view = await messages.find(row.account, row.message);
      return view?.row.payload === row._id ? fileOf(view.pii) : null;
    };
    if (!(await read())) throw mediaNotFound();
    const ready = await waitFor(services, row);
    const file = await read();
    if (!file) throw mediaNotFound();
    const { content } = openedOf(await media.reader.open(ready));
    const { mimeType, fileName } = file.media;
    return Readable.from(jsonOf(content, { mimeType, fileName, mediaId: id }), { objectMode: false });
  },
};

async function numberOf({ directory }: RestServices, asked: Asked): Promise<NumberRow> {
  const { account, number: bound } = asked.principal;
  const { phoneNumberId } = parse(query, asked.query);
  const { 'x-whatsapp-number-id': header } = asked.headers;
  const fromHeader = typeof header === 'string' ? header.trim() : null;
  const named = [phoneNumberId, bound, fromHeader].find((id) => (id ?? '') !== '') ?? null;
  if (named === null) throw tenantScope();
  const number =
    (await directory.numberByProviderId(account, named)) ?? (await directory.number(account, named));
  if (!number || (bound !== null && number._id !== bound)) throw numberNotFound();
  return number;
}

async function waitFor({ media }: RestServices, { account, _id }: MediaRow): Promise<MediaRow> {
  const row = await media.reader.find(account, _id);
  if (row?.state === 'PENDING') throw notYet();
  if (row?.state !== 'STORED') throw mediaNotFound();
  return row;
}

function mediaNotFound(): HttpError {
  return new HttpError('MEDIA_NOT_FOUND', 'No such file, or it is not yours to see.');
}

/** The answer as text, written while it is read: a file may be larger than what is good to hold twice in memory. */
async function* jsonOf(
  content: AsyncIterable<Buffer>,
  rest: Readonly<Record<string, unknown>>,
): AsyncGenerator<string, void, undefined> {
  yield '{"base64":"';
  let left: Buffer = Buffer.alloc(0);
  for await (const chunk of content) {
    // Three bytes make four characters: anything else would end the text in between.
    const all = Buffer.concat([left, chunk]);
    const whole = all.length - (all.length % 3);
    yield all.subarray(0, whole).toString('base64');
    left = all.subarray(whole);
  }
  yield `${left.toString('base64')}",${JSON.stringify(rest).slice(1)}`;
}
