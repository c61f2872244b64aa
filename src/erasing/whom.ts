import { identifiersOf } from '../domain/contact/contact.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { readIdentities } from '../projections/identities.js';
import { numberScope, type NumberRow } from '../projections/rows.js';
import { identifiersOfErased, type ErasedIdentity } from '../retention/erase/erasureRow.js';

/** Everybody that a person is in an account. */
export interface Whom {
  /** By what they are known. PII. */
  readonly identity: ErasedIdentity;
  /** What they are on each number. */
  readonly subjects: readonly string[];
  readonly indexes: readonly string[];
}

/** A number leads to a user id, which leads to another number; more rounds than people have numbers. */
const MAX_ROUNDS = 10;

/**
 * Finds a person on every number of the account, removed ones included, by all that is known of them: a phone number or
 * user id that one number was told leads to what another one knows.
 */
export async function findWhom(
  core: Core,
  account: string,
  known: ErasedIdentity,
  contacts: readonly string[],
): Promise<Whom> {
  const numbers = await core.documents.find<NumberRow>(COLLECTIONS.numbers, { account }, { fields: ['_id'] });
  const scopes = numbers.map(({ _id }) => numberScope(_id));
  const identifiers = new Set(identifiersOfErased(known));
  const subjects = new Set(contacts);
  let indexes: readonly string[] = [];
  for (let round = 0, asked = -1; round < MAX_ROUNDS && asked < identifiers.size; round += 1) {
    const identities = await readIdentities(core, account, [...subjects]);
    for (const identity of identities.values())
      for (const identifier of identifiersOf(identity)) identifiers.add(identifier);
    asked = identifiers.size;
    const located = await core.subjects.locate(account, scopes, [...identifiers]);
    indexes = located.indexes;
    const before = subjects.size;
    for (const id of located.ids) subjects.add(id);
    if (subjects.size > before) asked = -1;
  }
  return { identity: identityOf(identifiers), subjects: [...subjects], indexes };
}

function identityOf(identifiers: ReadonlySet<string>): ErasedIdentity {
  const those = (prefix: string): string[] =>
    [...identifiers].flatMap((one) => (one.startsWith(prefix) ? [one.slice(prefix.length)] : []));
  return { phones: those('phone:'), userIds: those('user:') };
}
