import type { UserPii } from '../domain/user/user.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { PERMANENT } from '../events/keyRing.js';
import type { Payload } from '../events/vault.js';
import { groupBy } from '../lib/collections.js';
import type { UserRow } from '../projections/rows.js';

/** A user as administrators see them. `email` and `name` are PII; null once the user is removed. */
export type UserView = Omit<UserRow, 'payload' | 'emailIndex'> & {
  readonly email: string | null;
  readonly name: string | null;
};

/** Seals a user's PII under the account's permanent key: no retention ends it, the user's removal does. */
export function sealUser({ vault }: Core, account: string, content: UserPii): Promise<Payload> {
  return vault.seal({ account, scope: 'account', day: PERMANENT, subject: null, content });
}

export async function openUser(
  { vault }: Core,
  account: string,
  payload: string | null,
): Promise<UserPii | null> {
  if (payload === null) return null;
  const opened = await vault.read(account, [payload]);
  return (opened.get(payload) as UserPii | undefined) ?? null;
}

/** Opens users' e-mail addresses and names, in order; the password hash stays inside. */
export async function viewUsers(core: Core, rows: readonly UserRow[]): Promise<UserView[]> {
  const opened = new Map<string, unknown>();
  for (const [account, group] of groupBy(rows, (row) => row.account)) {
    // A removed user's payload is erased, but the vault may hold it for a moment longer: the row decides.
    const payloads = group.flatMap(({ state, payload }) => (state === 'REMOVED' ? [] : payload));
    for (const [id, content] of await core.vault.read(account, payloads)) opened.set(id, content);
  }
  return rows.map(({ payload, emailIndex, ...row }) => {
    const pii = opened.get(payload) as UserPii | undefined;
    return { ...row, email: pii?.email ?? null, name: pii?.name ?? null };
  });
}

/**
 * Users by id whichever account is theirs, for showing who did something: a SUPER_ADMIN's home is elsewhere.
 * Ids come from our own commits, never from a request.
 */
export async function viewActors(core: Core, ids: readonly string[]): Promise<ReadonlyMap<string, UserView>> {
  const rows = await core.documents.find<UserRow>(COLLECTIONS.users, { _id: { $in: [...new Set(ids)] } });
  return new Map((await viewUsers(core, rows)).map((view) => [view._id, view]));
}
