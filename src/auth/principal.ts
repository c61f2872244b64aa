import type { Actor } from '../domain/events.js';
import type { Role } from '../domain/user/roles.js';

/** A person who signed in, or their personal token. */
export interface UserPrincipal {
  readonly kind: 'USER';
  readonly userId: string;
  /** The account that is acted in: for a SUPER_ADMIN the one named by `x-account-id`, else their own. */
  readonly account: string;
  readonly homeAccount: string;
  readonly role: Role;
  readonly via: 'SESSION' | 'TOKEN';
}

export interface ApiKeyPrincipal {
  readonly kind: 'API_KEY';
  readonly keyId: string;
  readonly account: string;
  /** The number it is bound to; null: an account key. */
  readonly number: string | null;
}

/** Who asks. */
export type Principal = UserPrincipal | ApiKeyPrincipal;

/** Who asks, as commits and the audit log name them. */
export function actorOf(principal: Principal): Actor {
  return principal.kind === 'USER'
    ? { type: 'USER', id: principal.userId }
    : { type: 'API_KEY', id: principal.keyId };
}
