import { z } from 'zod';
import { SEND_STATUSES, type SendStatus } from '../../domain/send/sendStatus.js';
import type { NumberRow } from '../../projections/rows.js';
import { readProgress } from '../../reading/progress.js';
import { HttpError } from '../httpError.js';
import { numberEndpoint, type Endpoint, type RestServices } from './endpoint.js';
import { readMessages } from './messageEndpoints.js';
import { pageAnswer, pageQuery, readPage, readRange, type PageQuery } from './paging.js';
import { receivedJson, sentJson } from './sendLogJson.js';
import { loggedMessage, loggedPage, type LoggedMessageJson } from './sendSchemas.js';

const logQuery = pageQuery.extend({
  status: z.enum(SEND_STATUSES).optional().meta({ description: 'Only entries that have this status now.' }),
  direction: z
    .enum(['OUTBOUND', 'INBOUND'])
    .default('OUTBOUND')
    .meta({
      description:
        'OUTBOUND: the log of what was sent. INBOUND: the stored messages that came in, in the same shape, as far as ' +
        'the number’s PII mode shows them; /v1/messages/history says more of them.',
    }),
});

export const sendLogEndpoints: readonly Endpoint[] = [
  numberEndpoint({
    method: 'GET',
    path: '/v1/messages',
    operationId: 'listSentMessages',
    summary: 'The send log, newest first',
    description: 'The dates are over createdAt. What is redacted stays, without destination and content.',
    scope: 'NUMBER',
    query: logQuery,
    answer: loggedPage,
    errors: ['INVALID_DATE_RANGE'],
    handle: async ({ services, number, query }) => {
      if (query.direction === 'INBOUND') return received(services, number, query, query.status);
      const { account, _id: numberId } = number;
      const { status } = query;
      const asked = { account, numberId, ...(status && { status }), ...readRange(query) };
      const [{ items, notice }, total] = await Promise.all([
        services.sendLog.list(asked, readPage(query)),
        services.sendLog.count(asked),
      ]);
      return { messages: items.map(sentJson), ...pageAnswer(query, total, notice) };
    },
  }),
  numberEndpoint({
    method: 'GET',
    path: '/v1/messages/{id}',
    operationId: 'getMessage',
    summary: 'One entry of the send log, by our id, its correlationId or the provider’s message id',
    description:
      'Found for ever and in every PII mode, redacted when due. The id of a stored message, as the lists of messages ' +
      'have it, leads to the entry that sent it, or to the inbound message itself.',
    scope: 'NUMBER',
    answer: loggedMessage,
    errors: ['MESSAGE_NOT_FOUND'],
    handle: async ({ services, number, params: { id = '' } }) => {
      const found = (await find(services, number, id)) ?? (await findStored(services, number, id));
      if (!found) throw new HttpError('MESSAGE_NOT_FOUND', 'No such message, or it is not yours to see.');
      return found;
    },
  }),
];

async function received(
  services: RestServices,
  number: NumberRow,
  query: PageQuery,
  status: SendStatus | undefined,
): Promise<z.output<typeof loggedPage>> {
  // To us an inbound message is delivered, or read: it has no other status.
  if (status && status !== 'DELIVERED' && status !== 'READ')
    return { messages: [], ...pageAnswer(query, 0, null) };
  const only = status === 'DELIVERED' ? { unread: true } : ({ inbound: status ?? 'ALL' } as const);
  const { views, answer } = await readMessages(services, number, query, only);
  const progress = await readProgress(
    services.core,
    number.account,
    views.map(({ row }) => row),
  );
  const messages = views.flatMap((view) => {
    const own = progress.get(view.row._id);
    return own ? [receivedJson(view, number, own)] : [];
  });
  return { messages, ...answer };
}

async function find(
  { sendLog }: RestServices,
  { account, _id: numberId }: NumberRow,
  id: string,
): Promise<LoggedMessageJson | null> {
  const view = await sendLog.find(account, id, numberId);
  return view && sentJson(view);
}

/** By the id of a stored message: through the gate of messages. */
async function findStored(
  services: RestServices,
  number: NumberRow,
  id: string,
): Promise<LoggedMessageJson | null> {
  const view = await services.messages.find(number.account, id);
  if (view?.row.number !== number._id) return null;
  if (view.row.send !== undefined) return find(services, number, view.row.send);
  const own = (await readProgress(services.core, number.account, [view.row])).get(id);
  return own && view.row.direction === 'INBOUND' ? receivedJson(view, number, own) : null;
}
