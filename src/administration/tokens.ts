import { newSecret } from '../auth/secrets.js';
import {
  createPersonalToken as decideCreate,
  revokePersonalToken as decideRevoke,
  tokenDecider,
  tokenStream,
} from '../domain/token/token.js';
import { isAtLeast } from '../domain/user/roles.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { handle } from '../events/handle.js';
import { notFound } from '../lib/errors.js';
import type { TokenRow, UserRow } from '../projections/rows.js';
import { target, type Context } from './context.js';
import { readPage, type Page, type PageInput } from './page.js';
import { getRow } from './rows.js';

const PREFIX = 'lp_';

/**
 * Makes a personal token of a user, which carries their role.
 * @param context the user's own account: see homeContextOf
 * @returns the secret too, which is shown once: only its SHA-256 is kept
 */
export async function createPersonalToken(
  core: Core,
  context: Context,
  input: {
    readonly userId: string;
    readonly name: string;
    readonly expiresAt?: Date | null | undefined;
  },
): Promise<{ readonly token: TokenRow; readonly secret: string }> {
  const id = core.newId();
  const { secret, hash, last4 } = newSecret(PREFIX);
  const { userId: user, name, expiresAt = null } = input;
  await handle(core.store, tokenDecider, target(context, tokenStream(id)), async (state) => {
    const row = await getRow<UserRow>(core, COLLECTIONS.users, context.account, user, 'user');
    if (row.state !== 'ACTIVE') throw notFound('user');
    const events = decideCreate(state, { user, name, hash, last4, expiresAt, now: core.clock() });
    return { events, guard: { collection: COLLECTIONS.users, id: user, version: row.version } };
  });
  return { token: await getToken(core, context.account, id), secret };
}

/** Revokes a token: one's own, or as an ADMIN anybody's of the account. @throws NOT_FOUND */
export async function revokePersonalToken(
  core: Core,
  context: Context,
  input: { readonly tokenId: string },
): Promise<TokenRow> {
  const isAdmin = context.role !== undefined && isAtLeast(context.role, 'ADMIN');
  const owner = isAdmin ? null : context.actor.id;
  await handle(core.store, tokenDecider, target(context, tokenStream(input.tokenId)), (state) =>
    decideRevoke(state, { owner }),
  );
  return getToken(core, context.account, input.tokenId);
}

/** A user's tokens, oldest first, revoked and expired ones included. */
export function listTokens(
  core: Core,
  account: string,
  user: string,
  page: PageInput,
): Promise<Page<TokenRow>> {
  const order = { field: 'createdAt', direction: 1 } as const;
  return readPage<TokenRow>(core, COLLECTIONS.tokens, { account, user }, order, page);
}

function getToken(core: Core, account: string, id: string): Promise<TokenRow> {
  return getRow<TokenRow>(core, COLLECTIONS.tokens, account, id, 'token');
}
