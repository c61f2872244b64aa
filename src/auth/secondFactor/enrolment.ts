import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import { PERMANENT } from '../../events/keyRing.js';
import { MINUTE_MS } from '../../lib/clock.js';
import type { EnrolmentRow, Whose } from './rows.js';

const ENROLMENT_MS = 15 * MINUTE_MS;
const KIND = 'ENROLMENT';

/** Keeps a seed, sealed, until it is confirmed, in place of one that was not. @returns until when it can be */
export async function keepEnrolment(core: Core, whose: Whose, seed: string): Promise<Date> {
  const { vault, documents, clock } = core;
  const { account, user } = whose;
  const scope = { account, scope: 'account', day: PERMANENT, subject: null } as const;
  const sealed = await vault.seal({ ...scope, content: { seed } });
  const expiresAt = new Date(clock().getTime() + ENROLMENT_MS);
  const row: EnrolmentRow = { _id: `${user}/enrolment`, kind: KIND, ...whose, seed: sealed, expiresAt };
  await documents.deleteMany(COLLECTIONS.secondFactors, { _id: row._id, account });
  await documents.insertMany(COLLECTIONS.secondFactors, [row]);
  return expiresAt;
}

/** The seed that waits for its first code; null: there is none, or it waited too long. */
export async function findEnrolment(core: Core, whose: Whose): Promise<string | null> {
  const filter = { _id: `${whose.user}/enrolment`, account: whose.account };
  const row = await core.documents.findOne<EnrolmentRow>(COLLECTIONS.secondFactors, filter);
  if (!row || row.expiresAt <= core.clock()) return null;
  return ((await core.vault.open(row.seed)) as { readonly seed: string } | null)?.seed ?? null;
}

/** Everything of a user's second factor that is beside their PII: when it is turned off, or they are removed. */
export async function removeSecondFactor({ documents }: Core, { account, user }: Whose): Promise<void> {
  await documents.deleteMany(COLLECTIONS.secondFactors, { account, user });
}

/** The enrolment alone: it is in use now. */
export async function endEnrolment({ documents }: Core, { account, user }: Whose): Promise<void> {
  await documents.deleteMany(COLLECTIONS.secondFactors, { _id: `${user}/enrolment`, account });
}
