import { isClaimed } from '../../administration/firstAdministrator.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import { HOUR_MS } from '../../lib/clock.js';
import type { AccountRow } from '../../projections/rows.js';
import { lastSweepAt } from '../../retention/schedule.js';
import { createSweeps } from '../../retention/sweeps.js';
import { allAccounts } from '../accounts.js';
import { formatCount, formatTime } from '../table.js';
import { ok, warn, type Finding } from './finding.js';
import { overdueOf } from '../../retention/overdue.js';

/** A daily run and its grace: nothing that is due stays longer. */
export const OVERDUE_MS = 26 * HOUR_MS;
/** How long a sweep may wait for those of other accounts, and take. */
const SWEEP_LATE_MS = 3 * HOUR_MS;

/** Whether what is due does go: over all accounts, one line for each that lags behind. */
export async function checkForgetting(core: Core): Promise<readonly Finding[]> {
  const accounts = await allAccounts(core);
  const lagging: Finding[] = [];
  for (const account of accounts)
    lagging.push(...(await checkOverdue(core, account)), ...(await checkSweep(core, account)));
  const none = ok('forgetting', `Nothing is overdue (accounts: ${formatCount(accounts.length)}).`);
  return [
    await checkAdministrator(core),
    ...(lagging.length === 0 ? [none] : lagging),
    await checkIntents(core),
    await checkFailures(core),
  ];
}

async function checkAdministrator(core: Core): Promise<Finding> {
  if (await isClaimed(core)) return ok('administrator', 'There is one.');
  const remedy = 'lethe admin create --email <address>, or the link that the start prints.';
  return warn('administrator', 'There is none yet.', remedy);
}

async function checkOverdue(core: Core, { _id: account }: AccountRow): Promise<readonly Finding[]> {
  const then = new Date(core.clock().getTime() - OVERDUE_MS);
  const overdue = await overdueOf(core, account, then);
  return overdue.map(({ class: name, count, oldest, number, apiKey }) => {
    const where =
      number !== null ? `Number ${number}` : apiKey === null ? `Account ${account}` : `API key ${apiKey}`;
    const from = oldest === null ? '' : `, the oldest of ${formatTime(oldest)}`;
    const message = `${where}: ${formatCount(count)} ${name} are overdue by a day and more${from}.`;
    const run = `lethe retention run --account ${account}${number === null ? '' : ` --number ${number}`}`;
    return warn('forgetting', message, `Is the gateway running? ${run} does it now.`);
  });
}

async function checkSweep(
  core: Core,
  { _id: account, dataRetentionDays, sweepWindow = null }: AccountRow,
): Promise<readonly Finding[]> {
  const last = dataRetentionDays === null ? null : await createSweeps(core).last(account);
  if (!last) return [];
  if (last.state === 'FAILED') {
    const message = `Account ${account}: the last sweep failed (${last.reason ?? 'no reason noted'}).`;
    return [warn('sweep', message, 'The gateway’s log tells more; lethe retention run tries again.')];
  }
  const expected = lastSweepAt(sweepWindow, new Date(core.clock().getTime() - SWEEP_LATE_MS));
  if (last.createdAt >= expected) return [];
  const message = `Account ${account}: the last sweep was at ${formatTime(last.createdAt)}.`;
  return [
    warn('sweep', message, 'Is the gateway running? It sweeps every two hours, within the account’s window.'),
  ];
}

/** A forgotten subject's stream stays for a while by design; one that stays for a day was left behind. */
async function checkIntents({ documents, clock }: Core): Promise<Finding> {
  const before = new Date(clock().getTime() - OVERDUE_MS);
  const count = await documents.count(COLLECTIONS.forgetting, { at: { $lt: before } });
  if (count === 0) return ok('unfinished erasures', 'None.');
  const remedy = 'A process was killed on the way: the next start of the gateway finishes them.';
  return warn('unfinished erasures', formatCount(count), remedy);
}

async function checkFailures({ documents }: Core): Promise<Finding> {
  const count = await documents.count(COLLECTIONS.sweepFailures, {});
  if (count === 0) return ok('sweep failures', 'None outstanding.');
  const remedy = 'Each run tries them again; sweep { failures } in GraphQL lists them with their reasons.';
  return warn('sweep failures', `${formatCount(count)} records could not be deleted yet.`, remedy);
}
