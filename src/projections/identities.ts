import type { SubjectIdentity } from '../domain/contact/contact.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { createBatcher } from '../lib/batcher.js';
import { groupBy } from '../lib/collections.js';
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

export type ReadIdentities = (
  account: string,
  subjects: readonly string[],
) => Promise<ReadonlyMap<string, SubjectIdentity>>;

const MAX_BATCH = 100;

/**
 * {@link readIdentities} for many callers at once: calls that wait for the database together share one look-up an
 * account. Each look-up begins after the calls it serves, so none is told of somebody who was forgotten before it.
 */
export function createIdentityReader(core: Core): ReadIdentities {
  interface Wanted {
    readonly account: string;
    readonly subjects: readonly string[];
  }
  const nobody: ReadonlyMap<string, SubjectIdentity> = new Map();
  const batcher = createBatcher<Wanted, ReadonlyMap<string, SubjectIdentity>>(async (wanted) => {
    const found = new Map<string, ReadonlyMap<string, SubjectIdentity>>();
    for (const [account, group] of groupBy(wanted, (one) => one.account)) {
      const subjects = group.flatMap((one) => one.subjects);
      found.set(account, await readIdentities(core, account, subjects));
    }
    return wanted.map(({ account }) => ({ ok: true, value: found.get(account) ?? nobody }));
  }, MAX_BATCH);
  return (account, subjects) =>
    subjects.length === 0 ? Promise.resolve(nobody) : batcher.submit({ account, subjects });
}
