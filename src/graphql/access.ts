import { Authorized, Extensions, type AuthCheckerFn } from 'type-graphql';
import { requirePrincipal } from '../auth/rights.js';
import { isAtLeast, type Role } from '../domain/user/roles.js';
import { LetheError } from '../lib/errors.js';
import type { GraphqlContext } from './context.js';

/** Who may ask for a field: people of at least a role, and programs with an API key. */
export type Access = Role | 'API_KEY';

/**
 * Declares who may ask for a field; every root field has one (test/unit/graphql/access.test.ts). What of the
 * account they then see (a number key its number alone) is the resolver's to decide.
 */
export function Allow(...access: readonly [Access, ...Access[]]): MethodDecorator {
  return (target, name, descriptor) => {
    Authorized<Access>(...access)(target, name, descriptor);
    // Readable from the built schema, for the test and for whoever prints it.
    Extensions({ access })(target, name);
  };
}

/** @throws UNAUTHENTICATED, FORBIDDEN; what authenticate refused is told here, where it becomes a field's error */
export const checkAccess: AuthCheckerFn<GraphqlContext, Access> = ({ context }, access) => {
  if (context.refusal) throw context.refusal;
  const principal = requirePrincipal(context.principal);
  const isAllowed =
    principal.kind === 'API_KEY'
      ? access.includes('API_KEY')
      : access.some((role) => role !== 'API_KEY' && isAtLeast(principal.role, role));
  if (!isAllowed) {
    const roles = access.filter((one) => one !== 'API_KEY').join(' or ');
    throw new LetheError('FORBIDDEN', `This needs a user with the role ${roles}.`);
  }
  return true;
};
