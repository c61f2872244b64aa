import type { PersonIdentity } from '../inbound.js';
import { isFields, objectAt, stringAt, toPhone, type Fields } from './fields.js';

/** Finds what `contacts[]` of a webhook says about one of its people. */
export type FindPerson = (keys: readonly (string | null)[]) => PersonIdentity | null;

function readPerson(contact: Fields): PersonIdentity {
  const profile = objectAt(contact, 'profile');
  const phone = toPhone(contact['wa_id']);
  return {
    phone,
    userId: stringAt(contact, 'user_id') ?? (phone === null ? stringAt(contact, 'wa_id') : null),
    parentUserId: stringAt(contact, 'parent_user_id'),
    username: profile === null ? null : (stringAt(profile, 'username')?.replace(/^@/, '') ?? null),
    name: profile === null ? null : stringAt(profile, 'name'),
  };
}

/**
 * Indexes `contacts[]` by phone number, user id and parent user id, so that a batch of n messages costs n lookups.
 *
 * Needs the unchecked list and how many events share it. Where both are one they belong together whatever their ids say:
 * the provider's number and id of one person need not match (smb_message_echoes reference), and one of the two may
 * carry the number while the other carries only the user id.
 */
export function indexPeople(contacts: unknown, events: number): FindPerson {
  const people = Array.isArray(contacts) ? contacts.filter(isFields).map(readPerson) : [];
  const only = people.length === 1 && events === 1 ? (people[0] ?? null) : null;
  if (only !== null || people.length === 0) return () => only;
  const index = new Map<string, PersonIdentity>();
  for (const person of people) {
    for (const key of [person.phone, person.userId, person.parentUserId]) {
      if (key !== null && !index.has(key)) index.set(key, person);
    }
  }
  return (keys) => {
    for (const key of keys) {
      const person = key === null ? undefined : index.get(key);
      if (person !== undefined) return person;
    }
    return null;
  };
}

/**
 * Joins what a message or status says about a person with what `contacts[]` says. The event's own ids win.
 *
 * `address` is `from`, `to` or `recipient_id`: a phone number or, where it is none, an id of the provider, which is kept
 * as user id so that nobody becomes anonymous. All fields are null where nothing is known.
 */
export function identify(
  find: FindPerson,
  address: string | null,
  userId: string | null,
  parentUserId: string | null,
): PersonIdentity {
  const phone = toPhone(address);
  const id = userId ?? (phone === null ? address : null);
  const known = find([phone, id, parentUserId]);
  return {
    phone: phone ?? known?.phone ?? null,
    userId: id ?? known?.userId ?? null,
    parentUserId: parentUserId ?? known?.parentUserId ?? null,
    username: known?.username ?? null,
    name: known?.name ?? null,
  };
}

/** Tells whether nothing at all is known about a person. */
export function isNobody(person: PersonIdentity): boolean {
  return person.phone === null && person.userId === null && person.parentUserId === null;
}
