import { assertMayManage, isAtLeast, type Role } from '../domain/user/roles.js';
import { LetheError, notFound } from '../lib/errors.js';
import type { ApiKeyPrincipal, Principal, UserPrincipal } from './principal.js';

/** @throws UNAUTHENTICATED when nobody asks */
export function requirePrincipal(principal: Principal | null): Principal {
  if (!principal) throw new LetheError('UNAUTHENTICATED', 'Sign in, or send a token or an API key.');
  return principal;
}

/**
 * A person of at least this role; an API key has none.
 * @throws UNAUTHENTICATED, FORBIDDEN
 */
export function requireRole(principal: Principal | null, role: Role): UserPrincipal {
  const asking = requirePrincipal(principal);
  if (asking.kind !== 'USER' || !isAtLeast(asking.role, role))
    throw new LetheError('FORBIDDEN', `This needs the role ${role}.`);
  return asking;
}

/**
 * A person who may give or take away these roles: ADMINs and above, up to their own.
 * @throws UNAUTHENTICATED, FORBIDDEN
 */
export function requireMayManage(principal: Principal | null, ...roles: readonly Role[]): UserPrincipal {
  const asking = requireRole(principal, 'ADMIN');
  assertMayManage(asking.role, ...roles);
  return asking;
}

/** @throws UNAUTHENTICATED, FORBIDDEN */
export function requireApiKey(principal: Principal | null): ApiKeyPrincipal {
  const asking = requirePrincipal(principal);
  if (asking.kind !== 'API_KEY') throw new LetheError('FORBIDDEN', 'This needs an API key.');
  return asking;
}

/** Whether a number lies within the principal's scope: a number key sees its own number alone. */
export function mayUseNumber(principal: Principal, number: string): boolean {
  return principal.kind === 'USER' || principal.number === null || principal.number === number;
}

/** @throws NOT_FOUND when the principal is bound to another number: what is not theirs does not exist */
export function requireNumber(principal: Principal, number: string): void {
  if (!mayUseNumber(principal, number)) throw notFound('number');
}
