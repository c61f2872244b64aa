import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Doc } from '../events/documents.js';
import { hashSecret, newSecret } from './secrets.js';

/** A link that works once: to create the first administrator, to accept an invitation or to set a new password. `_id` is its hash. */
export interface OneTimeLinkRow extends Doc {
  readonly kind: 'SETUP' | 'INVITATION' | 'PASSWORD_RESET';
  /** Whose link it is; null for a setup link. */
  readonly account: string | null;
  readonly user: string | null;
  readonly expiresAt: Date;
}

export interface OneTimeLink {
  /** What the address carries; kept nowhere. */
  readonly secret: string;
  readonly expiresAt: Date;
}

/** Makes a link that is good for `lifetimeMs`. */
export async function createOneTimeLink(
  { documents, clock }: Pick<Core, 'documents' | 'clock'>,
  link: Pick<OneTimeLinkRow, 'kind' | 'account' | 'user'> & { readonly lifetimeMs: number },
): Promise<OneTimeLink> {
  const { lifetimeMs, ...facts } = link;
  const { secret, hash } = newSecret();
  const expiresAt = new Date(clock().getTime() + lifetimeMs);
  const row: OneTimeLinkRow = { _id: hash, ...facts, expiresAt };
  await documents.insertMany(COLLECTIONS.oneTimeLinks, [row]);
  return { secret, expiresAt };
}

/** The link of a secret while it is good; looking at it does not use it up. */
export async function findOneTimeLink(
  { documents, clock }: Pick<Core, 'documents' | 'clock'>,
  kind: OneTimeLinkRow['kind'],
  secret: string,
): Promise<OneTimeLinkRow | null> {
  const filter = { _id: hashSecret(secret), kind };
  const row = await documents.findOne<OneTimeLinkRow>(COLLECTIONS.oneTimeLinks, filter);
  // The TTL index runs once a minute, and not at all in memory: the instant decides.
  return row && row.expiresAt > clock() ? row : null;
}

/** Takes links away: that of a user, or (no user) all setup links. */
export async function removeOneTimeLinks(
  { documents }: Pick<Core, 'documents'>,
  kind: OneTimeLinkRow['kind'],
  whose: { readonly account: string; readonly user: string } | null,
): Promise<void> {
  await documents.deleteMany(COLLECTIONS.oneTimeLinks, { kind, ...whose });
}

/** Uses a link up. @returns false: somebody else was first */
export async function takeOneTimeLink(
  { documents }: Pick<Core, 'documents'>,
  { _id, kind }: Pick<OneTimeLinkRow, '_id' | 'kind'>,
): Promise<boolean> {
  return (await documents.deleteMany(COLLECTIONS.oneTimeLinks, { _id, kind })) === 1;
}
