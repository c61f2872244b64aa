import type { EraseContactInput, Erasure, ErasureConnection } from '../../schema/types/erasure.type.js';
import { readPage, type PageInput } from '../administration/page.js';
import { actorOf } from '../auth/principal.js';
import { ERASING } from '../events/erasureCollections.js';
import type { ErasureRow } from '../retention/erase/erasureRow.js';
import { accountOf, principalOf, type GraphqlContext } from './context.js';
import { toIdOrNull } from './ids.js';
import { settingsConnection } from './pages.js';

/** Asks for the erasure of a person, and for the job that runs it at once. @throws InvalidInput, NOT_FOUND */
export async function eraseContact(context: GraphqlContext, input: EraseContactInput): Promise<Erasure> {
  const principal = principalOf(context);
  const { account } = principal;
  const row = await context.services.erasures.request({
    account,
    by: actorOf(principal),
    contact: toIdOrNull(input.contactId),
    phoneNumber: input.phoneNumber ?? null,
  });
  await context.schedule.runNow('runErasure', { account, erasure: row._id });
  return showErasure(row);
}

/** Erasures, newest first. @throws InvalidInput */
export async function erasurePage(context: GraphqlContext, page: PageInput): Promise<ErasureConnection> {
  const account = accountOf(context);
  const order = { field: 'createdAt', direction: -1 } as const;
  const rows = await readPage<ErasureRow>(context.services.core, ERASING.erasures, { account }, order, page);
  return settingsConnection(rows, page.after, showErasure);
}

export function showErasure({ _id: id, state, createdAt, finishedAt, targets }: ErasureRow): Erasure {
  return { id, state, createdAt, finishedAt, targets };
}
