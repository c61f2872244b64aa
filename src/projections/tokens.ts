import type { TokenEvent } from '../domain/token/token.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Project } from '../events/writes.js';
import { projectStream, updateRow } from './settings.js';
import type { TokenRow } from './rows.js';

/** Commits of `token:<id>` → TokenRow. */
export const projectTokens: Project = projectStream<TokenEvent>('token:', (event, commit, id) => {
  switch (event.type) {
    case 'PersonalTokenCreated': {
      const { user, name, hash, last4, expiresAt } = event.data;
      const doc: TokenRow = {
        _id: id,
        account: commit.account,
        user,
        name,
        hash,
        last4,
        createdAt: commit.at,
        expiresAt,
        version: commit.version,
      };
      return { kind: 'insert', collection: COLLECTIONS.tokens, doc };
    }
    case 'PersonalTokenRevoked':
      return updateRow(COLLECTIONS.tokens, commit, id, { revokedAt: commit.at });
  }
});
