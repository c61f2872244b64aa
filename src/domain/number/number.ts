import type { Decider, NewEvent } from '../events.js';
import { KEEPS_ALL_NUMBER, type NumberPolicy, type PiiMode } from '../policies.js';

/** How a number's calls reach us; the token that goes with it is sealed. */
export interface Telephony {
  readonly accountSid: string;
  /** `COPY`: recordings are fetched into our object store; `LEAVE`: they stay with the third party. */
  readonly recordings: 'COPY' | 'LEAVE';
}

/** What is known of a number beside policies and secrets. Null: the number has no such channel. */
export interface NumberDetails {
  readonly name: string;
  readonly phoneNumber: string;
  readonly phoneNumberId: string | null;
  readonly businessAccountId: string | null;
  readonly telephony: Telephony | null;
}

/** A mode and its days (null unless `STORE_X_DAYS`). */
export interface ModeSetting {
  readonly mode: PiiMode;
  readonly days: number | null;
}

/** Values that may be kept in the open: no free text of any length, no secrets. */
export type NumberSettings = Readonly<Record<string, string | number | boolean>>;

/** The event's payload holds the number's secrets. */
export type NumberCreated = NewEvent<'NumberCreated', NumberDetails>;
/** Only what changed, before and after; `areSecretsReplaced` tells that the event has a new payload. */
export type NumberUpdated = NewEvent<
  'NumberUpdated',
  {
    readonly from: Partial<NumberDetails>;
    readonly to: Partial<NumberDetails>;
    readonly areSecretsReplaced: boolean;
  }
>;
/** `floor`: what the mode before had made due, for ever; null when it ended nothing. */
export type PiiModeSet = NewEvent<
  'PiiModeSet',
  { readonly from: ModeSetting; readonly to: ModeSetting; readonly floor: Date | null }
>;
export type NumberSettingsUpdated = NewEvent<
  'NumberSettingsUpdated',
  { readonly from: NumberSettings; readonly to: NumberSettings }
>;
/** Where the number's chats are answered; the token and the secrets that go with it are sealed. */
export interface ChatwootSettings {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly accountId: number;
  readonly inboxId: number;
  /** Its webhooks are signed: what is not is refused. */
  readonly isSigned: boolean;
}
/** The payload holds the token and the secrets of the hook; it takes the place of an earlier one. */
export type ChatwootConnected = NewEvent<
  'ChatwootConnected',
  { readonly from: ChatwootSettings | null; readonly to: ChatwootSettings }
>;
export type ChatwootDisconnected = NewEvent<'ChatwootDisconnected', { readonly from: ChatwootSettings }>;
export type NumberRemoved = NewEvent<'NumberRemoved', Readonly<Record<string, never>>>;
export type NumberEvent =
  | NumberCreated
  | NumberUpdated
  | PiiModeSet
  | NumberSettingsUpdated
  | ChatwootConnected
  | ChatwootDisconnected
  | NumberRemoved;

export type NumberState =
  | { readonly kind: 'NONE' }
  | {
      readonly kind: 'LIVE';
      readonly details: NumberDetails;
      readonly policy: NumberPolicy;
      readonly settings: NumberSettings;
      /** The payload with the secrets. */
      readonly secrets: string | null;
      readonly chatwoot: {
        readonly settings: ChatwootSettings;
        /** The payload with its secrets. */
        readonly secrets: string;
      } | null;
    }
  | { readonly kind: 'REMOVED' };

export const numberDecider: Decider<NumberState, NumberEvent> = {
  initial: { kind: 'NONE' },
  evolve: (state, event) => {
    if (event.type === 'NumberCreated') {
      const secrets = event.payload ?? null;
      return {
        kind: 'LIVE',
        details: event.data,
        policy: KEEPS_ALL_NUMBER,
        settings: {},
        secrets,
        chatwoot: null,
      };
    }
    if (state.kind !== 'LIVE') return state;
    switch (event.type) {
      case 'NumberUpdated':
        return {
          ...state,
          details: { ...state.details, ...event.data.to },
          secrets: event.payload ?? state.secrets,
        };
      case 'PiiModeSet':
        return { ...state, policy: { ...event.data.to, floor: event.data.floor } };
      case 'NumberSettingsUpdated':
        return { ...state, settings: event.data.to };
      case 'ChatwootConnected':
        return { ...state, chatwoot: { settings: event.data.to, secrets: event.payload ?? '' } };
      case 'ChatwootDisconnected':
        return { ...state, chatwoot: null };
      case 'NumberRemoved':
        return { kind: 'REMOVED' };
    }
  },
};

export function numberStream(id: string): string {
  return `number:${id}`;
}
