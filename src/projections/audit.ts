import type { AccountEvent } from '../domain/account/account.js';
import type { ApiKeyEvent } from '../domain/apiKey/apiKey.js';
import { SYSTEM, type NewEvent } from '../domain/events.js';
import type { NumberEvent } from '../domain/number/number.js';
import type { TokenEvent } from '../domain/token/token.js';
import type { UserEvent } from '../domain/user/user.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Commit } from '../events/eventStore.js';
import type { Project } from '../events/writes.js';
import type { AuditRow } from './rows.js';

/** Streams whose commits are changes of settings. */
const SETTINGS = ['account:', 'number:', 'apiKey:', 'user:', 'token:', 'webhook:'];

type SettingsEvent = AccountEvent | NumberEvent | ApiKeyEvent | UserEvent | TokenEvent;
interface Change {
  readonly from: unknown;
  readonly to: unknown;
}

/** Every change of settings → AuditRow: who, what, old → new. */
export const projectAudit: Project = (commit) =>
  SETTINGS.some((prefix) => commit.stream.startsWith(prefix))
    ? commit.events.map((event, index) => ({
        kind: 'insert',
        collection: COLLECTIONS.audit,
        doc: toRow(commit, event, index),
      }))
    : [];

function toRow(commit: Commit, event: NewEvent, index: number): AuditRow {
  return {
    // Derived, so that a rebuild gives the same rows and a page's cursor stays good.
    _id: index === 0 ? commit._id : `${commit._id}.${String(index)}`,
    account: commit.account,
    at: commit.at,
    by: commit.by ?? SYSTEM,
    action: event.type.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase(),
    target: commit.stream,
    // The stream's own decider wrote this event; types that are not listed show nothing of their data.
    ...changeOf(event as unknown as SettingsEvent),
  };
}

/** What may be shown, named field by field: a field that is added later is not shown until somebody decides so. */
function changeOf(event: SettingsEvent): Change {
  switch (event.type) {
    case 'AccountCreated':
      return { from: null, to: { name: event.data.name } };
    case 'DataRetentionUpdated':
    case 'ApiKeyRetentionUpdated':
    case 'PiiModeSet':
    case 'UserRoleUpdated':
    case 'ChatwootConnected':
      return { from: event.data.from, to: event.data.to };
    case 'NumberCreated': {
      const { name, phoneNumber, phoneNumberId, businessAccountId, telephony } = event.data;
      return { from: null, to: { name, phoneNumber, phoneNumberId, businessAccountId, telephony } };
    }
    case 'NumberUpdated': {
      const { from, to, areSecretsReplaced } = event.data;
      return { from, to: areSecretsReplaced ? { ...to, areSecretsReplaced } : to };
    }
    case 'NumberSettingsUpdated':
      return { from: event.data.from, to: event.data.to };
    case 'ChatwootDisconnected':
      return { from: event.data.from, to: null };
    case 'ApiKeyCreated': {
      const { name, number, retentionDays } = event.data;
      return { from: null, to: { name, number, retentionDays } };
    }
    case 'UserInvited':
    case 'UserCreated':
      return { from: null, to: { role: event.data.role } };
    case 'PersonalTokenCreated': {
      const { user, name, expiresAt } = event.data;
      return { from: null, to: { user, name, expiresAt } };
    }
    default:
      return { from: null, to: null };
  }
}
