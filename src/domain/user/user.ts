import type { Decider, NewEvent } from '../events.js';
import type { Role } from './roles.js';

/** `emailIndex` is an HMAC; the e-mail address itself is in the sealed payload, with name and password hash. */
interface UserFacts {
  readonly role: Role;
  readonly emailIndex: string;
}
export type UserInvited = NewEvent<'UserInvited', UserFacts>;
export type UserCreated = NewEvent<'UserCreated', UserFacts>;
export type UserRoleUpdated = NewEvent<'UserRoleUpdated', { readonly from: Role; readonly to: Role }>;
/** The new payload is the event's; an invited user becomes active by it. */
export type PasswordSet = NewEvent<'PasswordSet', Readonly<Record<string, never>>>;
export type UserRemoved = NewEvent<'UserRemoved', Readonly<Record<string, never>>>;
export type UserEvent = UserInvited | UserCreated | UserRoleUpdated | PasswordSet | UserRemoved;

/** What a user's payload opens to. All PII. */
export interface UserPii {
  readonly email: string;
  readonly name: string | null;
  /** Argon2id in PHC form; absent until an invitation is accepted. */
  readonly passwordHash?: string;
}

export type UserState =
  | { readonly kind: 'NONE' }
  | { readonly kind: 'INVITED' | 'ACTIVE'; readonly role: Role; readonly payload: string | null }
  | { readonly kind: 'REMOVED' };
export type PresentUser = Exclude<UserState, { kind: 'NONE' | 'REMOVED' }>;

export const userDecider: Decider<UserState, UserEvent> = {
  initial: { kind: 'NONE' },
  evolve: (state, event) => {
    switch (event.type) {
      case 'UserInvited':
        return { kind: 'INVITED', role: event.data.role, payload: event.payload ?? null };
      case 'UserCreated':
        return { kind: 'ACTIVE', role: event.data.role, payload: event.payload ?? null };
      case 'UserRemoved':
        return { kind: 'REMOVED' };
      case 'UserRoleUpdated':
        return isPresent(state) ? { ...state, role: event.data.to } : state;
      case 'PasswordSet':
        return isPresent(state)
          ? { ...state, kind: 'ACTIVE', payload: event.payload ?? state.payload }
          : state;
    }
  },
};

export function isPresent(state: UserState): state is PresentUser {
  return state.kind === 'INVITED' || state.kind === 'ACTIVE';
}

export function userStream(id: string): string {
  return `user:${id}`;
}
