import { describe, test } from '@jest/globals';
import {
  claimInstallation,
  installationDecider,
  noteSuperAdmin,
  type InstallationEvent,
} from '../../../src/domain/installation/installation.js';
import type { Role } from '../../../src/domain/user/roles.js';
import { userDecider, type UserEvent } from '../../../src/domain/user/user.js';
import {
  createUser,
  inviteUser,
  removeUser,
  setPassword,
  updateUserRole,
} from '../../../src/domain/user/userCommands.js';
import { specification } from '../../support/decider.js';

const given = specification(userDecider);
const newcomer = (role: Role, manager: Role) => ({ role, manager, emailIndex: 'x', payload: 'p1' });
const invited = (role: Role): UserEvent => ({
  type: 'UserInvited',
  data: { role, emailIndex: 'x' },
  payload: 'p1',
});
const removed: UserEvent = { type: 'UserRemoved', data: {} };

describe('user', () => {
  test('is invited, then sets a password', () => {
    given()
      .when((state) => inviteUser(state, newcomer('AGENT', 'ADMIN')))
      .then(invited('AGENT'));
    given(invited('AGENT'))
      .when((state) => setPassword(state, { payload: 'p2' }))
      .then({ type: 'PasswordSet', data: {}, payload: 'p2' });
    given()
      .when((state) => setPassword(state, { payload: 'p2' }))
      .thenRefused('NOT_FOUND');
  });

  test.each<[Role, Role, boolean]>([
    ['AGENT', 'AGENT', false],
    ['ADMIN', 'AGENT', true],
    ['ADMIN', 'ADMIN', true],
    ['ADMIN', 'SUPER_ADMIN', false],
    ['SUPER_ADMIN', 'SUPER_ADMIN', true],
  ])('%s manages %s: %p', (manager, role, isAllowed) => {
    const attempts = [
      given().when((state) => createUser(state, newcomer(role, manager))),
      given(invited('AGENT')).when((state) => updateUserRole(state, { role, manager })),
      given(invited(role)).when((state) => updateUserRole(state, { role: 'AGENT', manager })),
      given(invited(role)).when((state) => removeUser(state, { manager })),
    ];
    if (!isAllowed) for (const attempt of attempts) attempt.thenRefused('FORBIDDEN');
    else attempts.at(-1)?.then(removed);
  });

  test('a role that is none is refused, the same role changes nothing', () => {
    const role = 'OWNER' as Role;
    given()
      .when((state) => inviteUser(state, newcomer(role, 'SUPER_ADMIN')))
      .thenRefused('ROLE_INVALID');
    given(invited('AGENT'))
      .when((state) => updateUserRole(state, { role: 'AGENT', manager: 'ADMIN' }))
      .thenNothing();
  });

  test('a removed user is not found', () => {
    given(invited('AGENT'), removed)
      .when((state) => removeUser(state, { manager: 'ADMIN' }))
      .thenRefused('NOT_FOUND');
  });
});

describe('installation', () => {
  const givenThat = specification(installationDecider);
  const claimed: InstallationEvent = { type: 'InstallationClaimed', data: { user: 'a' } };
  const added: InstallationEvent = { type: 'SuperAdminAdded', data: { user: 'b' } };

  test('is claimed once', () => {
    givenThat()
      .when((state) => claimInstallation(state, { user: 'a' }))
      .then(claimed);
    givenThat(claimed)
      .when((state) => claimInstallation(state, { user: 'b' }))
      .thenRefused('CONFLICT');
  });

  test('keeps its last SUPER_ADMIN', () => {
    givenThat(claimed)
      .when((state) => noteSuperAdmin(state, { user: 'a', isSuperAdmin: false }))
      .thenRefused('LAST_SUPER_ADMIN');
    givenThat(claimed, added)
      .when((state) => noteSuperAdmin(state, { user: 'a', isSuperAdmin: false }))
      .then({ type: 'SuperAdminRemoved', data: { user: 'a' } });
    givenThat(claimed)
      .when((state) => noteSuperAdmin(state, { user: 'c', isSuperAdmin: false }))
      .thenNothing();
  });
});
