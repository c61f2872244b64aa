import { isClaimed } from '../administration/firstAdministrator.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { AccountRow, NumberRow } from '../projections/rows.js';
import type { RetentionChange } from '../retention/planRun.js';
import { CommandFailed, UsageError } from './failure.js';

/** Every account of the installation, oldest first. */
export function allAccounts({ documents }: Core): Promise<AccountRow[]> {
  return documents.find<AccountRow>(COLLECTIONS.accounts, {}, { sort: { createdAt: 1, _id: 1 } });
}

/**
 * The account that a command is about: the one named, or the only one there is.
 * @throws UsageError that lists the accounts, when it is not clear which
 * @throws CommandFailed when there is none at all
 */
export async function chooseAccount(core: Core, named: string | undefined): Promise<AccountRow> {
  const accounts = await allAccounts(core);
  const [first, ...others] = accounts;
  if (!first) throw new CommandFailed(await noAccount(core));
  if (named !== undefined) {
    const found = accounts.find(({ _id }) => _id === named);
    if (found) return found;
    throw new UsageError(`There is no account ${named}. ${listOf(accounts)}`);
  }
  if (others.length > 0) throw new UsageError(`Say which account by --account. ${listOf(accounts)}`);
  return first;
}

/** What a retention command is about. */
export interface Scope {
  readonly account: string;
  /** The account's name. */
  readonly name: string;
  /** The number, if it is about one. */
  readonly number?: string;
  /** That number's mode as it is, as the "change" that a preview is asked about. */
  readonly present?: RetentionChange;
}

/**
 * The account as {@link chooseAccount} finds it; a number tells its account by itself.
 * @throws UsageError also for a number that is not there, or not that account's
 */
export async function chooseScope(
  core: Core,
  { account: named, number }: { readonly account?: string; readonly number?: string },
): Promise<Scope> {
  if (number === undefined) {
    const { _id: account, name } = await chooseAccount(core, named);
    return { account, name };
  }
  const row = await core.documents.findOne<NumberRow>(COLLECTIONS.numbers, { _id: number });
  const isTheirs = row && (named === undefined || named === row.account);
  if (!isTheirs)
    throw new UsageError(`There is no number ${number}${named === undefined ? '' : ' in this account'}.`);
  const { _id: account, name } = await chooseAccount(core, row.account);
  const { piiMode: mode, piiRetentionDays: days } = row;
  // A removed number has no mode: what is left of it goes.
  const present = row.removedAt ? null : ({ kind: 'PII_MODE', number, mode, days } as const);
  return { account, name, number, ...(present && { present }) };
}

async function noAccount(core: Core): Promise<string> {
  const remedy = 'Make the first administrator: lethe admin create --email <address>.';
  // Then the read model is gone, not the account.
  if (await isClaimed(core))
    return 'The list of accounts is empty although there was one: run lethe rebuild.';
  return `There is no account yet. ${remedy}`;
}

function listOf(accounts: readonly AccountRow[]): string {
  return `The accounts are:\n${accounts.map(({ _id, name }) => `  ${_id}  ${name}`).join('\n')}`;
}
