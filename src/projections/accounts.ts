import { COLLECTIONS } from '../events/collections.js';
import type { AccountEvent } from '../domain/account/account.js';
import type { Project } from '../events/writes.js';
import { projectStream, updateRow } from './settings.js';
import type { AccountRow } from './rows.js';

/** Commits of `account:<id>` → AccountRow. */
export const projectAccounts: Project = projectStream<AccountEvent>('account:', (event, commit, id) => {
  switch (event.type) {
    case 'AccountCreated': {
      const doc: AccountRow = {
        _id: id,
        account: commit.account,
        name: event.data.name,
        version: commit.version,
        dataRetentionDays: null,
        retentionFloor: null,
        createdAt: commit.at,
        updatedAt: commit.at,
      };
      return { kind: 'insert', collection: COLLECTIONS.accounts, doc };
    }
    case 'DataRetentionUpdated':
      return updateRow(COLLECTIONS.accounts, commit, id, {
        dataRetentionDays: event.data.to,
        retentionFloor: event.data.floor,
        updatedAt: commit.at,
      });
    case 'SweepWindowUpdated':
      return updateRow(COLLECTIONS.accounts, commit, id, {
        sweepWindow: event.data.to,
        updatedAt: commit.at,
      });
  }
});
