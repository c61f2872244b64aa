import type { AccountEvent } from '../domain/account/account.js';
import { ERASURE_STREAM, type ErasureEvent } from '../domain/erasure/erasure.js';
import type { ApiKeyEvent } from '../domain/apiKey/apiKey.js';
import { EXPORT_STREAM, type ExportEvent } from '../domain/export/export.js';
import { SYSTEM, type NewEvent } from '../domain/events.js';
import type { HoldEvent } from '../domain/hold/hold.js';
import type { NumberEvent } from '../domain/number/number.js';
import type { TokenEvent } from '../domain/token/token.js';
import type { UserEvent } from '../domain/user/user.js';
import type { WebhookEvent, WebhookSettings } from '../domain/webhook/webhook.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Commit } from '../events/eventStore.js';
import type { Project } from '../events/writes.js';
import type { AuditRow } from './rows.js';

/** Streams whose commits are changes of settings. */
const SETTINGS = [
  'account:',
  'number:',
  'apiKey:',
  'user:',
  'token:',
  'webhook:',
  'hold:',
  ERASURE_STREAM,
  EXPORT_STREAM,
];

type SettingsEvent =
  | AccountEvent
  | NumberEvent
  | ApiKeyEvent
  | UserEvent
  | TokenEvent
  | WebhookEvent
  | HoldEvent
  | ErasureEvent
  | ExportEvent;
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
    case 'SweepWindowUpdated':
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
    case 'WebhookCreated':
      return { from: null, to: { number: event.data.number, ...shownWebhook(event.data) } };
    case 'WebhookUpdated':
      return { from: shownWebhook(event.data.from), to: shownWebhook(event.data.to) };
    case 'HoldPlaced':
      return { from: null, to: event.data.target };
    case 'HoldReleased':
      return { from: event.data.target, to: null };
    case 'WebhookDisabled':
      return { from: { isActive: true }, to: { isActive: false, reason: event.data.reason } };
    case 'ExportRequested':
    case 'ErasureRequested':
    case 'ErasureCompleted':
      return { from: null, to: event.data };
    default:
      return { from: null, to: null };
  }
}

function shownWebhook({ name, url, events, ordered, isActive }: Partial<WebhookSettings>): object {
  return {
    ...(name !== undefined && { name }),
    ...(url !== undefined && { url: shownUrl(url) }),
    ...(events && { events }),
    ...(ordered !== undefined && { ordered }),
    ...(isActive !== undefined && { isActive }),
  };
}

/** Without what may be its owner's credential: a query as `?token=…`. That it changed is told by another sign. */
function shownUrl(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname}${search === '' ? '' : '?…'}`;
}
