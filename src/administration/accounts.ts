import { accountDecider, accountStream } from '../domain/account/account.js';
import { createAccount as decideCreate } from '../domain/account/createAccount.js';
import type { SweepWindow } from '../domain/account/sweepWindow.js';
import { updateDataRetention as decideUpdate } from '../domain/account/updateDataRetention.js';
import { updateSweepWindow as decideWindow } from '../domain/account/updateSweepWindow.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { handle } from '../events/handle.js';
import type { AccountRow } from '../projections/rows.js';
import { target, type Context } from './context.js';
import { readPageOfAll, type Page, type PageInput } from './page.js';
import { getRow } from './rows.js';

/** Opens a new account; surfaces allow it to a SUPER_ADMIN alone. The context's account does not matter. */
export async function createAccount(
  core: Core,
  context: Context,
  input: { readonly name: string },
): Promise<AccountRow> {
  const id = core.newId();
  const { actor: by } = context;
  await handle(core.store, accountDecider, { account: id, stream: accountStream(id), by }, (state) =>
    decideCreate(state, input),
  );
  return getAccount(core, id);
}

/** @param input.days 0 to 1095, or null: nothing is swept @throws InvalidInput */
export async function updateDataRetention(
  core: Core,
  context: Context,
  input: { readonly days: number | null },
): Promise<AccountRow> {
  const { account } = context;
  await handle(core.store, accountDecider, target(context, accountStream(account)), (state) =>
    decideUpdate(state, { days: input.days, now: core.clock() }),
  );
  return getAccount(core, account);
}

/** @param input.window null: cleanups run at any time of the day @throws InvalidInput */
export async function updateSweepWindow(
  core: Core,
  context: Context,
  input: { readonly window: SweepWindow | null },
): Promise<AccountRow> {
  const { account } = context;
  await handle(core.store, accountDecider, target(context, accountStream(account)), (state) =>
    decideWindow(state, input),
  );
  return getAccount(core, account);
}

/** @throws NOT_FOUND */
export function getAccount(core: Core, account: string): Promise<AccountRow> {
  return getRow<AccountRow>(core, COLLECTIONS.accounts, account, account, 'account');
}

/** Every account of the installation, oldest first; surfaces allow it to a SUPER_ADMIN alone. @throws InvalidInput */
export function listAccounts(core: Core, page: PageInput): Promise<Page<AccountRow>> {
  const order = { field: 'createdAt', direction: 1 } as const;
  return readPageOfAll<AccountRow>(core, COLLECTIONS.accounts, {}, order, page);
}
