import { assertValid } from '../checks.js';
import type {
  DisabledReason,
  WebhookCreated,
  WebhookEvent,
  WebhookSettings,
  WebhookState,
} from './webhook.js';
import { liveWebhook, settingsErrors } from './webhookChecks.js';

/** Makes an endpoint of a number; it is active at once. @param secrets the sealed payload with its secret */
export function createWebhook(
  state: WebhookState,
  command: { readonly settings: WebhookCreated['data']; readonly secrets: string },
): readonly WebhookEvent[] {
  if (state.kind !== 'NONE') return [];
  const { number, ...given } = command.settings;
  const { isActive: _isActive, ...settings } = tidy({ ...given, isActive: true });
  assertValid(settingsErrors({ ...settings, isActive: true }));
  return [{ type: 'WebhookCreated', data: { number, ...settings }, payload: command.secrets }];
}

/** Changes what is given and leaves the rest. To activate one again that was disabled is a change as well. */
export function updateWebhook(
  state: WebhookState,
  change: Partial<WebhookSettings>,
): readonly WebhookEvent[] {
  const { settings } = liveWebhook(state);
  const next = tidy({ ...settings, ...change });
  assertValid(settingsErrors(next));
  const changed = (Object.keys(settings) as (keyof WebhookSettings)[]).filter(
    (key) => JSON.stringify(settings[key]) !== JSON.stringify(next[key]),
  );
  if (changed.length === 0) return [];
  return [{ type: 'WebhookUpdated', data: { from: pick(settings, changed), to: pick(next, changed) } }];
}

/** @param secrets the sealed payload with the new secret and, for a day, the old one */
export function rotateWebhookSecret(state: WebhookState, secrets: string): readonly WebhookEvent[] {
  liveWebhook(state);
  return [{ type: 'WebhookSecretRotated', data: {}, payload: secrets }];
}

/** Switches an endpoint off that wants or takes nothing any more; one that is off or gone stays as it is. */
export function disableWebhook(state: WebhookState, reason: DisabledReason): readonly WebhookEvent[] {
  if (state.kind !== 'LIVE' || !state.settings.isActive) return [];
  return [{ type: 'WebhookDisabled', data: { reason } }];
}

export function deleteWebhook(state: WebhookState): readonly WebhookEvent[] {
  liveWebhook(state);
  return [{ type: 'WebhookDeleted', data: {} }];
}

function tidy(settings: WebhookSettings): WebhookSettings {
  const { name, url, events } = settings;
  return { ...settings, name: name.trim(), url: url.trim(), events: [...new Set(events)] };
}

function pick(settings: WebhookSettings, keys: readonly (keyof WebhookSettings)[]): Partial<WebhookSettings> {
  return Object.fromEntries(keys.map((key) => [key, settings[key]]));
}
