import type { ApiKeyEvent } from '../domain/apiKey/apiKey.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Project } from '../events/writes.js';
import { projectStream, updateRow } from './settings.js';
import type { ApiKeyRow } from './rows.js';

/** Commits of `apiKey:<id>` → ApiKeyRow. */
export const projectApiKeys: Project = projectStream<ApiKeyEvent>('apiKey:', (event, commit, id) => {
  switch (event.type) {
    case 'ApiKeyCreated': {
      const { name, number, retentionDays, hash, prefix, last4 } = event.data;
      const doc: ApiKeyRow = {
        _id: id,
        account: commit.account,
        name,
        number,
        retentionDays,
        retentionFloor: null,
        hash,
        prefix,
        last4,
        createdAt: commit.at,
        version: commit.version,
      };
      return { kind: 'insert', collection: COLLECTIONS.apiKeys, doc };
    }
    case 'ApiKeyRetentionUpdated':
      return updateRow(COLLECTIONS.apiKeys, commit, id, {
        retentionDays: event.data.to,
        retentionFloor: event.data.floor,
        retentionSetAt: commit.at,
      });
    case 'ApiKeyRevoked':
      return updateRow(COLLECTIONS.apiKeys, commit, id, { revokedAt: commit.at });
  }
});
