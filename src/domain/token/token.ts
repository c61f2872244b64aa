import { notFound } from '../../lib/errors.js';
import { assertValid, nameErrors } from '../checks.js';
import type { Decider, NewEvent } from '../events.js';

/** A personal token carries its user's role. `hash` is the SHA-256 of 32 random bytes. */
export type PersonalTokenCreated = NewEvent<
  'PersonalTokenCreated',
  {
    readonly user: string;
    readonly name: string;
    readonly hash: string;
    readonly last4: string;
    /** Null: until it is revoked. */
    readonly expiresAt: Date | null;
  }
>;
export type PersonalTokenRevoked = NewEvent<'PersonalTokenRevoked', Readonly<Record<string, never>>>;
export type TokenEvent = PersonalTokenCreated | PersonalTokenRevoked;

export type TokenState =
  { readonly kind: 'NONE' } | { readonly kind: 'LIVE' | 'REVOKED'; readonly user: string };

export const tokenDecider: Decider<TokenState, TokenEvent> = {
  initial: { kind: 'NONE' },
  evolve: (state, event) => {
    switch (event.type) {
      case 'PersonalTokenCreated':
        return { kind: 'LIVE', user: event.data.user };
      case 'PersonalTokenRevoked':
        return state.kind === 'NONE' ? state : { ...state, kind: 'REVOKED' };
    }
  },
};

export function tokenStream(id: string): string {
  return `token:${id}`;
}

export function createPersonalToken(
  state: TokenState,
  command: PersonalTokenCreated['data'] & { readonly now: Date },
): readonly TokenEvent[] {
  if (state.kind !== 'NONE') return [];
  const { now, ...data } = command;
  const isPast = data.expiresAt !== null && !(data.expiresAt > now);
  const message = 'A token expires in the future.';
  assertValid(
    nameErrors('name', data.name),
    isPast ? [{ field: 'expiresAt', code: 'EXPIRY_INVALID', message }] : [],
  );
  return [{ type: 'PersonalTokenCreated', data: { ...data, name: data.name.trim() } }];
}

/**
 * Ends the token for good. Revoking it again changes nothing.
 * @param command.owner the user whose token it must be; null: anybody's of the account
 */
export function revokePersonalToken(
  state: TokenState,
  command: { readonly owner: string | null },
): readonly TokenEvent[] {
  if (state.kind === 'NONE' || (command.owner !== null && command.owner !== state.user))
    throw notFound('token');
  return state.kind === 'REVOKED' ? [] : [{ type: 'PersonalTokenRevoked', data: {} }];
}
