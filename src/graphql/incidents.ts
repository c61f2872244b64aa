import type { Incident, IncidentConnection } from '../../schema/types/incident.type.js';
import { readPage, type PageInput } from '../administration/page.js';
import type { IncidentRow } from '../alerts/incidentRow.js';
import type { IncidentState } from '../domain/incident.js';
import { COLLECTIONS } from '../events/collections.js';
import { accountOf, type GraphqlContext } from './context.js';
import { settingsConnection } from './pages.js';

/** Incidents of the account, newest first. @throws InvalidInput */
export async function incidentPage(
  context: GraphqlContext,
  page: PageInput,
  state: IncidentState | null,
): Promise<IncidentConnection> {
  const filter = { account: accountOf(context), ...(state && { state }) };
  const order = { field: 'since', direction: -1 } as const;
  const rows = await readPage<IncidentRow>(context.services.core, COLLECTIONS.incidents, filter, order, page);
  return settingsConnection(rows, page.after, showIncident);
}

function showIncident(row: IncidentRow): Incident {
  const { _id: id, state, kind, reason, since, seenAt, resolvedAt, sweep: sweepId, place } = row;
  const { what, number: numberId, erasure: erasureId = null } = place;
  return { id, state, kind, place: what, reason, since, seenAt, resolvedAt, numberId, sweepId, erasureId };
}
