import type { NewEvent } from '../events.js';

/** A subject of a number was met for the first time; its identity is in the payload. */
export type ContactSeen = NewEvent<
  'ContactSeen',
  { readonly number: string; readonly type: 'DIRECT' | 'GROUP'; readonly seenAt: Date }
>;

/** The identity changed; the payload holds all of the new one, and the old one is erased. */
export type ContactRenamed = NewEvent<'ContactRenamed', { readonly number: string }>;

export type ContactEvent = ContactSeen | ContactRenamed;

/** Who a contact or group is, as far as the channel told. Every field is PII. */
export interface SubjectIdentity {
  readonly phone: string | null;
  readonly userId: string | null;
  readonly parentUserId: string | null;
  readonly username: string | null;
  readonly name: string | null;
  /** The provider's group id, for a group. */
  readonly groupId: string | null;
}

const FIELDS = ['phone', 'userId', 'parentUserId', 'username', 'name', 'groupId'] as const;

/** What is newly told wins; what is not told this time stays. */
export function mergeIdentity(known: SubjectIdentity, told: SubjectIdentity): SubjectIdentity {
  const merged = FIELDS.map((field) => [field, told[field] ?? known[field]] as const);
  return Object.fromEntries(merged) as unknown as SubjectIdentity;
}

export function isSameIdentity(a: SubjectIdentity, b: SubjectIdentity): boolean {
  return FIELDS.every((field) => a[field] === b[field]);
}

/** What a subject is found by, strongest first; empty when the channel told nothing that lasts. */
export function identifiersOf(identity: SubjectIdentity): string[] {
  if (identity.groupId !== null) return [`group:${identity.groupId}`];
  return [
    ...(identity.phone === null ? [] : [`phone:${identity.phone}`]),
    ...(identity.userId === null ? [] : [`user:${identity.userId}`]),
  ];
}
