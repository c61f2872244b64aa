import type { Decider, NewEvent } from '../events.js';

/** What can be changed of an endpoint. */
export interface WebhookSettings {
  readonly name: string;
  /** Where events are posted. It may carry a credential of its owner's: shown to administrators, logged nowhere. */
  readonly url: string;
  /** Names of events, or `*`. */
  readonly events: readonly string[];
  /** Whether events of one conversation arrive one after the other, each when the one before is settled. */
  readonly ordered: boolean;
  readonly isActive: boolean;
}

export const DISABLED_REASONS = ['GONE', 'FAILING'] as const;
/** `GONE`: it answered 410; `FAILING`: nothing was delivered for five days. */
export type DisabledReason = (typeof DISABLED_REASONS)[number];

/** The event's payload holds the secrets. The number never changes (contracts/rest-v1.md). */
export type WebhookCreated = NewEvent<
  'WebhookCreated',
  Omit<WebhookSettings, 'isActive'> & { readonly number: string }
>;
/** Only what changed, before and after. */
export type WebhookUpdated = NewEvent<
  'WebhookUpdated',
  { readonly from: Partial<WebhookSettings>; readonly to: Partial<WebhookSettings> }
>;
/** The payload replaces the one before; the old secret is in it, valid for a day. */
export type WebhookSecretRotated = NewEvent<'WebhookSecretRotated', Readonly<Record<string, never>>>;
export type WebhookDisabled = NewEvent<'WebhookDisabled', { readonly reason: DisabledReason }>;
export type WebhookDeleted = NewEvent<'WebhookDeleted', Readonly<Record<string, never>>>;
export type WebhookEvent =
  WebhookCreated | WebhookUpdated | WebhookSecretRotated | WebhookDisabled | WebhookDeleted;

export type WebhookState =
  | { readonly kind: 'NONE' }
  | {
      readonly kind: 'LIVE';
      readonly number: string;
      readonly settings: WebhookSettings;
      /** The payload with the secrets. */
      readonly secrets: string;
    }
  | { readonly kind: 'DELETED' };

export const webhookDecider: Decider<WebhookState, WebhookEvent> = {
  initial: { kind: 'NONE' },
  evolve: (state, event) => {
    if (event.type === 'WebhookCreated') {
      const { number, ...settings } = event.data;
      return {
        kind: 'LIVE',
        number,
        settings: { ...settings, isActive: true },
        secrets: event.payload ?? '',
      };
    }
    if (state.kind !== 'LIVE') return state;
    switch (event.type) {
      case 'WebhookUpdated':
        return { ...state, settings: { ...state.settings, ...event.data.to } };
      case 'WebhookSecretRotated':
        return { ...state, secrets: event.payload ?? state.secrets };
      case 'WebhookDisabled':
        return { ...state, settings: { ...state.settings, isActive: false } };
      case 'WebhookDeleted':
        return { kind: 'DELETED' };
    }
  },
};

export function webhookStream(id: string): string {
  return `webhook:${id}`;
}
