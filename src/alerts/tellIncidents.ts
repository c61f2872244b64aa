import { administratorsOf } from '../administration/administrators.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { MINUTE_MS } from '../lib/clock.js';
import { errorName } from '../lib/errors.js';
import type { Mailer } from '../lib/mailer.js';
import type { AccountRow } from '../projections/rows.js';
import { incidentMail } from './incidentMail.js';
import type { IncidentRow } from './incidentRow.js';
import { countLeft } from './countLeft.js';

/** Nobody else tells the same meanwhile; a mail server may take its minute. */
const CLAIM_MS = 5 * MINUTE_MS;
const RETRY_MS = MINUTE_MS;

export interface TellingDeps {
  readonly core: Core;
  readonly mailer: Mailer;
  /** Where clients reach us, without a trailing slash. */
  readonly publicUrl: () => string;
}

/**
 * Mails what administrators are still to be told of, each notice by one process. What the mail server does not take is
 * tried again a minute later, by whoever comes next. Never throws for a mail's sake.
 */
export async function tellIncidents(deps: TellingDeps): Promise<void> {
  const { documents, clock } = deps.core;
  const due = { noticeAt: { $lte: clock() } };
  for (const row of await documents.find<IncidentRow>(COLLECTIONS.incidents, due)) await tell(deps, row);
}

async function tell({ core, mailer, publicUrl }: TellingDeps, row: IncidentRow): Promise<void> {
  const { documents, clock, log } = core;
  const { _id, account, notice, noticeAt, kind } = row;
  const until = new Date(clock().getTime() + CLAIM_MS);
  // As it was read: of two processes one gets it, and what changed meanwhile is read anew by the next.
  const asRead = { _id, account, notice, noticeAt };
  const { matched } = await documents.update(COLLECTIONS.incidents, [
    { filter: asRead, set: { noticeAt: until } },
  ]);
  if (matched === 0) return;
  const claimed = { ...asRead, noticeAt: until };
  try {
    const to = await administratorsOf(core, account);
    const owner = await documents.findOne<AccountRow>(COLLECTIONS.accounts, { _id: account, account });
    const left = notice === 'OPENED' ? await countLeft(core, row) : [];
    const mail = incidentMail({ row, accountName: owner?.name ?? account, left, publicUrl: publicUrl() });
    if (to.length > 0) await mailer.send({ to, ...mail });
    await documents.update(COLLECTIONS.incidents, [{ filter: claimed, unset: ['notice', 'noticeAt'] }]);
  } catch (error) {
    log.error({ account, kind, reason: errorName(error) }, 'Nobody could be told of an incident.');
    const again = new Date(clock().getTime() + RETRY_MS);
    await documents.update(COLLECTIONS.incidents, [{ filter: claimed, set: { noticeAt: again } }]);
  }
}
