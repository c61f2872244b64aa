import type { UserEvent } from '../domain/user/user.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Project } from '../events/writes.js';
import { projectStream, rewriteRow, updateRow } from './settings.js';
import type { UserRow } from './rows.js';

/** Commits of `user:<id>` → UserRow. */
export const projectUsers: Project = projectStream<UserEvent>('user:', (event, commit, id) => {
  switch (event.type) {
    case 'UserInvited':
    case 'UserCreated': {
      const doc: UserRow = {
        _id: id,
        account: commit.account,
        role: event.data.role,
        emailIndex: event.data.emailIndex,
        payload: event.payload ?? '',
        state: event.type === 'UserInvited' ? 'INVITED' : 'ACTIVE',
        createdAt: commit.at,
        version: commit.version,
      };
      return { kind: 'insert', collection: COLLECTIONS.users, doc };
    }
    case 'UserRoleUpdated':
      return updateRow(COLLECTIONS.users, commit, id, { role: event.data.to });
    case 'PasswordSet':
      return updateRow(COLLECTIONS.users, commit, id, { payload: event.payload ?? '', state: 'ACTIVE' });
    case 'SecondFactorEnabled':
    case 'SecondFactorDisabled': {
      const hasSecondFactor = event.type === 'SecondFactorEnabled';
      return updateRow(COLLECTIONS.users, commit, id, { payload: event.payload ?? '', hasSecondFactor });
    }
    case 'RecoveryCodeUsed':
      return updateRow(COLLECTIONS.users, commit, id, {});
    case 'UserRemoved':
      return rewriteRow(COLLECTIONS.users, commit, id, { state: 'REMOVED' }, ['emailIndex']);
  }
});
