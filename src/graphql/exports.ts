import type { Export, ExportConnection, RequestExportInput } from '../../schema/types/export.type.js';
import { mapPage, readPage, type PageInput } from '../administration/page.js';
import { actorOf } from '../auth/principal.js';
import { ERASING } from '../events/erasureCollections.js';
import { stateOf, type ExportRow } from '../exporting/exportRow.js';
import { accountOf, principalOf, type GraphqlContext } from './context.js';
import { toId, toIdOrNull } from './ids.js';
import { settingsConnection } from './pages.js';

/** @throws InvalidInput, NOT_FOUND */
export async function requestExport(context: GraphqlContext, input: RequestExportInput): Promise<Export> {
  const principal = principalOf(context);
  const row = await context.services.exports.request({
    account: principal.account,
    by: actorOf(principal),
    number: toIdOrNull(input.numberId),
    contact: toIdOrNull(input.contactId),
    startDate: input.startDate ?? null,
    endDate: input.endDate ?? null,
  });
  return showExport(context, row);
}

/** @throws NOT_FOUND */
export async function revokeExport(context: GraphqlContext, id: string): Promise<Export> {
  const principal = principalOf(context);
  const { exports } = context.services;
  return showExport(context, await exports.revoke(principal.account, toId(id), actorOf(principal)));
}

/** Exports, newest first. @throws InvalidInput */
export async function exportPage(context: GraphqlContext, page: PageInput): Promise<ExportConnection> {
  const account = accountOf(context);
  const order = { field: 'createdAt', direction: -1 } as const;
  const rows = await readPage<ExportRow>(context.services.core, ERASING.exports, { account }, order, page);
  const shown = await Promise.all(rows.edges.map(({ node }) => showExport(context, node)));
  return settingsConnection(mapPage(rows, shown), page.after, (one) => one);
}

export async function showExport({ services }: GraphqlContext, row: ExportRow): Promise<Export> {
  const { _id: id, progress, createdAt, linkUntil: expiresAt, downloads, startDate, endDate } = row;
  return {
    id,
    state: stateOf(row, services.core.clock()),
    progress: progress.total === 0 ? Number(row.state === 'COMPLETED') : progress.done / progress.total,
    url: await services.exports.linkTo(row),
    expiresAt,
    createdAt,
    downloads,
    numberId: row.number,
    contactId: row.contact,
    startDate,
    endDate,
  };
}
