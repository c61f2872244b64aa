import type { ScopeName, Viewer } from '../../schema/types/viewer.type.js';
import type { Principal } from '../auth/principal.js';
import { isAtLeast, type Role } from '../domain/user/roles.js';

export function showViewer(principal: Principal): Viewer {
  return principal.kind === 'USER'
    ? {
        id: principal.userId,
        role: principal.role,
        scopes: scopesOf(principal.role),
        userId: principal.userId,
        homeAccount: principal.homeAccount,
        numberId: null,
      }
    : {
        id: principal.keyId,
        role: null,
        scopes: ['CHATS'],
        userId: null,
        homeAccount: principal.account,
        numberId: principal.number,
      };
}

function scopesOf(role: Role): readonly ScopeName[] {
  return [
    'CHATS',
    ...(isAtLeast(role, 'ADMIN') ? (['SETTINGS'] as const) : []),
    ...(isAtLeast(role, 'SUPER_ADMIN') ? (['ACCOUNTS'] as const) : []),
  ];
}
