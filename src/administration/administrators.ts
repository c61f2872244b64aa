import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { UserRow } from '../projections/rows.js';
import { viewUsers } from './userPii.js';

/** The e-mail addresses of an account's administrators: PII, for mails alone. */
export async function administratorsOf(core: Core, account: string): Promise<readonly string[]> {
  const admins = { account, state: 'ACTIVE', role: { $in: ['ADMIN', 'SUPER_ADMIN'] } };
  const users = await viewUsers(core, await core.documents.find<UserRow>(COLLECTIONS.users, admins));
  return users.flatMap(({ email }) => email ?? []);
}
