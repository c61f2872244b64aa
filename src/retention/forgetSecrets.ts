import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { NumberRow } from '../projections/rows.js';

/** Whether a third party still has calls or recordings of a number. */
export async function isAnyAtThirdParty(
  { documents }: Pick<Core, 'documents'>,
  account: string,
  number: string,
): Promise<boolean> {
  const filter = { account, number, reference: { $exists: true } };
  const looks = [COLLECTIONS.calls, COLLECTIONS.recordings].map((name) =>
    documents.findOne(name, filter, { fields: ['_id'] }),
  );
  return (await Promise.all(looks)).some((found) => found !== null);
}

/** Erases the credentials of a removed number once nothing is left to be deleted with them. */
export async function forgetUnusedSecrets(core: Core, { account, _id, secrets }: NumberRow): Promise<void> {
  if (await isAnyAtThirdParty(core, account, _id)) return;
  await core.documents.deleteMany(COLLECTIONS.payloads, { account, _id: secrets });
  core.vault.forgetCached();
}
