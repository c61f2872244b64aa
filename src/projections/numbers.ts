import type { NumberDetails, NumberEvent } from '../domain/number/number.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Commit } from '../events/eventStore.js';
import type { Project, Write } from '../events/writes.js';
import { projectStream, rewriteRow, updateRow } from './settings.js';
import type { NumberRow } from './rows.js';

/** Fields that a row leaves out when there is nothing in them: a partial unique index is on one. */
const OPTIONAL = ['phoneNumberId', 'businessAccountId'] as const;

/** Commits of `number:<id>` → NumberRow. */
export const projectNumbers: Project = projectStream<NumberEvent>('number:', (event, commit, id) => {
  const change = (set: Readonly<Record<string, unknown>>): Write =>
    updateRow(COLLECTIONS.numbers, commit, id, { ...set, updatedAt: commit.at });
  switch (event.type) {
    case 'NumberCreated': {
      const doc = toRow(event.data, event.payload ?? '', commit, id);
      return { kind: 'insert', collection: COLLECTIONS.numbers, doc };
    }
    case 'NumberUpdated': {
      const entries = Object.entries(event.data.to);
      const isGone = ([name, value]: [string, unknown]): boolean =>
        value === null && OPTIONAL.some((optional) => optional === name);
      const set = Object.fromEntries(entries.filter((entry) => !isGone(entry)));
      return rewriteRow(
        COLLECTIONS.numbers,
        commit,
        id,
        {
          ...set,
          ...(event.payload !== undefined && { secrets: event.payload }),
          updatedAt: commit.at,
        },
        entries.filter(isGone).map(([name]) => name),
      );
    }
    case 'PiiModeSet':
      return change({
        piiMode: event.data.to.mode,
        piiRetentionDays: event.data.to.days,
        piiFloor: event.data.floor,
      });
    case 'NumberSettingsUpdated':
      return change({ settings: event.data.to });
    case 'ChatwootConnected': {
      const chatwoot = { ...event.data.to, secrets: event.payload ?? '', connectedAt: commit.at };
      return change({ chatwoot });
    }
    case 'ChatwootDisconnected':
      return updateRow(COLLECTIONS.numbers, commit, id, { updatedAt: commit.at }, ['chatwoot']);
    case 'NumberRemoved':
      // The provider's id is free again: the same number may be added anew.
      return rewriteRow(COLLECTIONS.numbers, commit, id, { removedAt: commit.at, updatedAt: commit.at }, [
        'phoneNumberId',
        'chatwoot',
      ]);
  }
});

function toRow(details: NumberDetails, secrets: string, commit: Commit, id: string): NumberRow {
  const { name, phoneNumber, phoneNumberId, businessAccountId, telephony } = details;
  return {
    _id: id,
    account: commit.account,
    name,
    phoneNumber,
    version: commit.version,
    piiMode: 'STORE_INDEFINITE',
    piiRetentionDays: null,
    piiFloor: null,
    ...(phoneNumberId !== null && { phoneNumberId }),
    ...(businessAccountId !== null && { businessAccountId }),
    telephony,
    secrets,
    settings: {},
    createdAt: commit.at,
    updatedAt: commit.at,
  };
}
