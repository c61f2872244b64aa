import { invalid, notFound } from '../../lib/errors.js';
import { assertMayManage, ROLES, type Role } from './roles.js';
import { isPresent, type PresentUser, type UserEvent, type UserState } from './user.js';

interface Newcomer {
  readonly role: Role;
  readonly emailIndex: string;
  /** The sealed {@link UserPii}. */
  readonly payload: string;
  /** The role of whoever asks. */
  readonly manager: Role;
}

/** Invites somebody who sets a password later. Inviting the same user again changes nothing. */
export function inviteUser(state: UserState, command: Newcomer): readonly UserEvent[] {
  return welcome('UserInvited', state, command);
}

/** Makes a user who can sign in at once. */
export function createUser(state: UserState, command: Newcomer): readonly UserEvent[] {
  return welcome('UserCreated', state, command);
}

function welcome(
  type: 'UserInvited' | 'UserCreated',
  state: UserState,
  { role, emailIndex, payload, manager }: Newcomer,
): readonly UserEvent[] {
  if (state.kind !== 'NONE') return [];
  assertRole(role);
  assertMayManage(manager, role);
  return [{ type, data: { role, emailIndex }, payload }];
}

export function updateUserRole(
  state: UserState,
  command: { readonly role: Role; readonly manager: Role },
): readonly UserEvent[] {
  const user = presentUser(state);
  assertRole(command.role);
  assertMayManage(command.manager, user.role, command.role);
  if (user.role === command.role) return [];
  return [{ type: 'UserRoleUpdated', data: { from: user.role, to: command.role } }];
}

/** Sets a password, the first one included. @param command.payload the sealed payload that replaces the present */
export function setPassword(state: UserState, command: { readonly payload: string }): readonly UserEvent[] {
  presentUser(state);
  return [{ type: 'PasswordSet', data: {}, payload: command.payload }];
}

export function removeUser(state: UserState, command: { readonly manager: Role }): readonly UserEvent[] {
  const user = presentUser(state);
  assertMayManage(command.manager, user.role);
  return [{ type: 'UserRemoved', data: {} }];
}

/** @throws NOT_FOUND when there is no such user (any more) */
export function presentUser(state: UserState): PresentUser {
  if (!isPresent(state)) throw notFound('user');
  return state;
}

function assertRole(role: Role): void {
  if (!ROLES.includes(role)) throw invalid('role', 'ROLE_INVALID', `The role is one of ${ROLES.join(', ')}.`);
}
