import { LetheError } from '../../lib/errors.js';

/** From the least to the most; each may do what those before it may. */
export const ROLES = ['AGENT', 'ADMIN', 'SUPER_ADMIN'] as const;
export type Role = (typeof ROLES)[number];

export function isAtLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/**
 * Administrators give and take away roles up to their own: an ADMIN makes no SUPER_ADMIN, and removes none.
 * @throws FORBIDDEN
 */
export function assertMayManage(manager: Role, ...roles: readonly Role[]): void {
  if (!isAtLeast(manager, 'ADMIN')) throw new LetheError('FORBIDDEN', 'This needs the role ADMIN.');
  if (!roles.every((role) => isAtLeast(manager, role)))
    throw new LetheError('FORBIDDEN', 'Nobody gives or takes away a role above their own.');
}
