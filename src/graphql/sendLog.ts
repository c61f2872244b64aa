import type { SendLogArgs, SendStatisticsArgs } from '../../schema/types/sendLog.input.js';
import type { SendLogEntry, SendLogEntryConnection } from '../../schema/types/sendLogEntry.type.js';
import { mayUseNumber, requireNumber } from '../auth/rights.js';
import { sendStatistics, type SendStatistics } from '../reading/sendStatistics.js';
import type { SendLogQuery } from '../reading/sendLog.js';
import { notFound } from '../lib/errors.js';
import { accountOf, principalOf, type GraphqlContext } from './context.js';
import { toId, toIdOrNull } from './ids.js';
import { connectionOf, limitOf, placeOf, rangeOf } from './pages.js';
import { showSendLogEntry } from './showSendLogEntry.js';

/** A page of the send log, newest first. @throws InvalidInput, NOT_FOUND */
export async function sendLogPage(
  context: GraphqlContext,
  { first, after, numberId, apiKeyId, status, ...range }: SendLogArgs,
): Promise<SendLogEntryConnection> {
  const { sendLog } = context.services;
  const apiKey = toIdOrNull(apiKeyId);
  const query: SendLogQuery = {
    ...scopeOf(context, numberId),
    ...(apiKey !== null && { apiKeyId: apiKey }),
    ...(status && { status }),
    ...rangeOf(range),
  };
  const from = placeOf('after', after);
  const page = await sendLog.list(query, { limit: limitOf('first', first), after: from });
  return connectionOf(page, showSendLogEntry, ({ row }) => ({ at: row.at, id: row._id }), {
    isFirst: from === null,
    count: () => sendLog.count(query),
  });
}

/** By our id, the correlation id or the provider's id. @throws NOT_FOUND */
export async function getSendLogEntry(context: GraphqlContext, id: string): Promise<SendLogEntry> {
  const view = await context.services.sendLog.find(accountOf(context), toId(id));
  if (!view || !mayUseNumber(principalOf(context), view.row.number)) throw notFound('send-log entry');
  return showSendLogEntry(view);
}

/** By our id; null when it is not there or outside the scope of whoever asks. */
export async function findSendLogEntry(
  context: GraphqlContext,
  id: string | null,
): Promise<SendLogEntry | null> {
  const view = id === null ? null : await context.loaders.sendLogEntry(id);
  return view && mayUseNumber(principalOf(context), view.row.number) ? showSendLogEntry(view) : null;
}

/** @throws InvalidInput, NOT_FOUND */
export function statisticsOf(
  context: GraphqlContext,
  { numberId, tz }: SendStatisticsArgs,
): Promise<SendStatistics> {
  return sendStatistics(context.services.core, {
    ...scopeOf(context, numberId),
    ...(typeof tz === 'string' && { tz }),
  });
}

/** A number that is theirs, or all of the account; of a number key its own. @throws NOT_FOUND */
export function scopeOf(
  context: GraphqlContext,
  numberId: string | null | undefined,
): { readonly account: string; readonly numberId?: string } {
  const principal = principalOf(context);
  const { account } = principal;
  const id = toIdOrNull(numberId) ?? (principal.kind === 'API_KEY' ? principal.number : null);
  if (id === null) return { account };
  requireNumber(principal, id);
  return { account, numberId: id };
}
