import { actorOf, type Principal } from '../auth/principal.js';
import { SYSTEM, type Actor } from '../domain/events.js';
import type { Role } from '../domain/user/roles.js';
import { LetheError } from '../lib/errors.js';

/** In which account, and by whom. */
export interface Context {
  readonly account: string;
  readonly actor: Actor;
  /** Bounds which roles the actor may give and take away; without one, none. */
  readonly role?: Role;
}

/** The context of a request. A SUPER_ADMIN acts in the account that `x-account-id` named. */
export function contextOf(principal: Principal): Context {
  const { account } = principal;
  const actor = actorOf(principal);
  return principal.kind === 'USER' ? { account, actor, role: principal.role } : { account, actor };
}

/** The context of what is the user's own, as personal tokens: their own account, whichever they act in. */
export function homeContextOf(principal: Extract<Principal, { kind: 'USER' }>): Context {
  return { ...contextOf(principal), account: principal.homeAccount };
}

/** The context of the command line: whoever may start it may do everything. */
export function systemContext(account: string): Context {
  return { account, actor: SYSTEM, role: 'SUPER_ADMIN' };
}

/** @throws FORBIDDEN when the actor has no role */
export function roleOf({ role }: Context): Role {
  if (!role) throw new LetheError('FORBIDDEN', 'This needs a user with the role ADMIN.');
  return role;
}

/** The stream that a command acts on, in the context's account. */
export function target(context: Context, stream: string) {
  return { account: context.account, stream, by: context.actor };
}
