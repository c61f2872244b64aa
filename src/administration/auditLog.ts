import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { AuditRow } from '../projections/rows.js';
import { readPage, type Page, type PageInput } from './page.js';

/** Who changed what in the account, old → new; newest first. */
export function auditLog(core: Core, account: string, page: PageInput): Promise<Page<AuditRow>> {
  const order = { field: 'at', direction: -1 } as const;
  return readPage<AuditRow>(core, COLLECTIONS.audit, { account }, order, page);
}
