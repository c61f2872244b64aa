import { z } from 'zod';
import { callIdOf } from '../../projections/callIds.js';
import type { NumberRow } from '../../projections/rows.js';
import type { CallView } from '../../reading/calls.js';
import type { RecordingView } from '../../reading/recordings.js';
import type { PageRequest } from '../../reading/views.js';
import { HttpError, invalidPayload } from '../httpError.js';
import { call, callPage, type CallJson } from './callSchemas.js';
import { parseDateTime } from './dateTimes.js';
import { numberEndpoint, type Endpoint, type RestServices } from './endpoint.js';
import { isoOf } from './messageJson.js';
import { MAX_PAGE_SIZE, wholeNumber } from './paging.js';

const DEFAULT_LIMIT = 25;
const callsQuery = z.object({
  limit: wholeNumber(MAX_PAGE_SIZE, DEFAULT_LIMIT, 'How many.'),
  before: z.string().min(1).optional().meta({
    description:
      'Only calls before this one: the id of a call, such as the last one of a page, or an instant.',
  }),
});

export const callEndpoints: readonly Endpoint[] = [
  numberEndpoint({
    method: 'GET',
    path: '/v1/calls',
    operationId: 'listCalls',
    summary: 'Calls of the number, newest first',
    scope: 'NUMBER',
    query: callsQuery,
    answer: callPage,
    handle: async ({ services, number, query: { limit, before } }) => {
      const { account, _id: numberId } = number;
      const place = before === undefined ? {} : await placeBefore(services, number, before);
      const { items, notice } = await services.calls.list(
        { account, numberId, ...place.range },
        { limit, ...(place.after && { after: place.after }) },
      );
      const calls = await toJson(services, number, items);
      const isNothingStored = notice === 'PII_RELAY_ONLY';
      return { calls, ...(isNothingStored && { total: 0 }), ...(notice !== null && { notice }) };
    },
  }),
  numberEndpoint({
    method: 'GET',
    path: '/v1/calls/{id}',
    operationId: 'getCall',
    summary: 'One call of the number, by its id here or the provider’s',
    scope: 'NUMBER',
    answer: call,
    errors: ['CALL_NOT_FOUND'],
    handle: async ({ services, number, params: { id = '' } }) => {
      const view = await findCall(services, number, id);
      const [found] = view?.row.number === number._id ? await toJson(services, number, [view]) : [];
      if (!found) throw new HttpError('CALL_NOT_FOUND', 'No such call, or it is not yours to see.');
      return found;
    },
  }),
];

async function findCall(
  { calls, core }: RestServices,
  { account, _id }: NumberRow,
  id: string,
): Promise<CallView | null> {
  const view = await calls.find(account, id);
  return view ?? calls.find(account, await callIdOf(core, 'call', { account, number: _id }, id));
}

interface Before {
  readonly after?: NonNullable<PageRequest['after']>;
  readonly range?: { readonly endDate: Date };
}

/** @throws HttpError INVALID_PAYLOAD for what is neither a call of the number nor an instant */
async function placeBefore(services: RestServices, number: NumberRow, before: string): Promise<Before> {
  const at = parseDateTime(before, 'START');
  if (at) return { range: { endDate: new Date(at.getTime() - 1) } };
  const view = await services.calls.find(number.account, before);
  if (view?.row.number === number._id) return { after: { at: view.row.at, id: view.row._id } };
  throw invalidPayload([
    { path: 'before', message: 'The id of a call, or a date in ISO 8601, is expected.' },
  ]);
}

async function toJson(
  { recordings }: RestServices,
  { account }: NumberRow,
  views: readonly CallView[],
): Promise<CallJson[]> {
  const ids = views.map(({ row }) => row._id);
  const known = ids.length === 0 ? new Map<string, never[]>() : await recordings.ofCalls(account, ids);
  return views.map((view) => callJson(view, known.get(view.row._id) ?? []));
}

function callJson({ row, pii, conversation }: CallView, recordings: readonly RecordingView[]): CallJson {
  return {
    id: row._id,
    externalCallId: pii?.externalId ?? null,
    direction: row.direction,
    status: row.status,
    peerNumber: (row.direction === 'INBOUND' ? pii?.from : pii?.to) ?? null,
    fromNumber: pii?.from ?? null,
    conversationId: conversation,
    startedAt: row.startedAt.toISOString(),
    connectedAt: isoOf(row.connectedAt),
    endedAt: isoOf(row.endedAt),
    durationSeconds: row.durationSeconds,
    errorCode: row.errorCode === null ? null : String(row.errorCode),
    errorMessage: row.errorCode === null ? null : 'The provider could not complete the call.',
    recordings: recordings.map(({ row: { _id: id, durationSeconds }, url }) => ({
      id,
      url,
      durationSeconds,
    })),
    createdAt: row.at.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
