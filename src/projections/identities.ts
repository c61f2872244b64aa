import type { SubjectIdentity } from '../domain/contact/contact.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { ConversationRow } from './rows.js';

/** Opens the identities of subjects; those that are forgotten are missing from the answer. */
export async function readIdentities(
  core: Core,
  account: string,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, SubjectIdentity>> {
  const ids = [...new Set(subjects)];
  if (ids.length === 0) return new Map();
  const rows = await core.documents.find<ConversationRow>(
    COLLECTIONS.conversations,
    { account, _id: { $in: ids } },
    { fields: ['identity'] },
  );
  const opened = await core.vault.read(
    account,
    rows.map(({ identity }) => identity),
  );
  return new Map(
    rows.flatMap(({ _id, identity }) => {
      const found = opened.get(identity);
      return found === undefined ? [] : [[_id, found as SubjectIdentity]];
    }),
  );
}
