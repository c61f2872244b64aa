import { notFound, type UserError } from '../../lib/errors.js';
import { nameErrors } from '../checks.js';
import type { WebhookSettings, WebhookState } from './webhook.js';
import { ALL_EVENTS, WEBHOOK_EVENTS } from './webhookEvents.js';

const MAX_URL_LENGTH = 2_048;
const KNOWN_EVENTS: ReadonlySet<string> = new Set([...WEBHOOK_EVENTS, ALL_EVENTS]);

/** @throws NOT_FOUND, also for a deleted one */
export function liveWebhook(state: WebhookState): Extract<WebhookState, { kind: 'LIVE' }> {
  if (state.kind !== 'LIVE') throw notFound('webhook');
  return state;
}

export function settingsErrors({ name, url, events }: WebhookSettings): readonly UserError[] {
  return [...nameErrors('name', name), ...urlErrors(url), ...eventsErrors(events)];
}

/** Which hosts may be reached is another question (relay/webhooks/endpointUrl.ts): this is the form alone. */
function urlErrors(url: string): readonly UserError[] {
  const parsed = url.length <= MAX_URL_LENGTH && URL.canParse(url) ? new URL(url) : null;
  const isPlain =
    parsed !== null &&
    /^https?:$/.test(parsed.protocol) &&
    parsed.hostname !== '' &&
    parsed.port !== '0' &&
    parsed.username === '' &&
    parsed.password === '' &&
    parsed.hash === '';
  if (isPlain) return [];
  const message =
    'The address starts with https://, has no user, no password and no fragment, and up to ' +
    `${String(MAX_URL_LENGTH)} characters.`;
  return [{ field: 'url', code: 'URL_INVALID', message }];
}

function eventsErrors(events: readonly string[]): readonly UserError[] {
  if (events.every((event) => KNOWN_EVENTS.has(event))) return [];
  const message = `Events are "*" or of ${WEBHOOK_EVENTS.join(', ')}.`;
  return [{ field: 'events', code: 'EVENTS_INVALID', message }];
}
