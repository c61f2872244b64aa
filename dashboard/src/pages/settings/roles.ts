import type { Role } from '../../generated/operations.js';

const ROLES: readonly Role[] = ['AGENT', 'ADMIN', 'SUPER_ADMIN'];

/** The roles that somebody may give: at most their own. */
export function rolesUpTo(role: Role | null): readonly Role[] {
  return role === null ? [] : ROLES.slice(0, ROLES.indexOf(role) + 1);
}
