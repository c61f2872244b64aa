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
/** The new payload is the event's: with a seed, or without. */
export type SecondFactorEnabled = NewEvent<'SecondFactorEnabled', Readonly<Record<string, never>>>;
export type SecondFactorDisabled = NewEvent<'SecondFactorDisabled', Readonly<Record<string, never>>>;
/** Somebody came in by a recovery code instead of their authenticator. */
export type RecoveryCodeUsed = NewEvent<'RecoveryCodeUsed', Readonly<Record<string, never>>>;
export type UserRemoved = NewEvent<'UserRemoved', Readonly<Record<string, never>>>;
export type UserEvent =
  | UserInvited
  | UserCreated
  | UserRoleUpdated
  | PasswordSet
  | SecondFactorEnabled
  | SecondFactorDisabled
  | RecoveryCodeUsed
  | UserRemoved;

/** What a user's payload opens to. All PII. */
export interface UserPii {
  readonly email: string;
  readonly name: string | null;
  /** Argon2id in PHC form; absent until an invitation is accepted. */
  readonly passwordHash?: string;
  /** The seed of the user's authenticator in base32 (RFC 6238); absent: signing in asks for no code. */
  readonly totpSeed?: string;
}

export type UserState =
  | { readonly kind: 'NONE' }
  | {
      readonly kind: 'INVITED' | 'ACTIVE';
      readonly role: Role;
      readonly payload: string | null;
      readonly hasSecondFactor: boolean;
    }
  | { readonly kind: 'REMOVED' };
export type PresentUser = Exclude<UserState, { kind: 'NONE' | 'REMOVED' }>;

export const userDecider: Decider<UserState, UserEvent> = {
  initial: { kind: 'NONE' },
  evolve: (state, event) => {
    switch (event.type) {
      case 'UserInvited':
        return newcomer('INVITED', event);
      case 'UserCreated':
        return newcomer('ACTIVE', event);
      case 'UserRemoved':
        return { kind: 'REMOVED' };
      case 'UserRoleUpdated':
        return isPresent(state) ? { ...state, role: event.data.to } : state;
      case 'PasswordSet':
        return isPresent(state)
          ? { ...state, kind: 'ACTIVE', payload: event.payload ?? state.payload }
          : state;
      case 'SecondFactorEnabled':
      case 'SecondFactorDisabled': {
        const hasSecondFactor = event.type === 'SecondFactorEnabled';
        return isPresent(state)
          ? { ...state, hasSecondFactor, payload: event.payload ?? state.payload }
          : state;
      }
      case 'RecoveryCodeUsed':
        return state;
    }
  },
};

function newcomer(kind: PresentUser['kind'], { data, payload }: UserInvited | UserCreated): PresentUser {
  return { kind, role: data.role, payload: payload ?? null, hasSecondFactor: false };
}

export function isPresent(state: UserState): state is PresentUser {
  return state.kind === 'INVITED' || state.kind === 'ACTIVE';
}

export function userStream(id: string): string {
  return `user:${id}`;
}
