import type { Decider, NewEvent } from '../events.js';

/** `hash` is the SHA-256 of 32 random bytes: nothing to guess, so no salt and no slow hash is needed. */
export type ApiKeyCreated = NewEvent<
  'ApiKeyCreated',
  {
    readonly name: string;
    /** The number it is bound to; null: the account. */
    readonly number: string | null;
    readonly retentionDays: number;
    readonly hash: string;
    readonly prefix: string;
    readonly last4: string;
  }
>;
/** `floor`: what the retention before had made due, for ever. */
export type ApiKeyRetentionUpdated = NewEvent<
  'ApiKeyRetentionUpdated',
  { readonly from: number; readonly to: number; readonly floor: Date | null }
>;
export type ApiKeyRevoked = NewEvent<'ApiKeyRevoked', Readonly<Record<string, never>>>;
export type ApiKeyEvent = ApiKeyCreated | ApiKeyRetentionUpdated | ApiKeyRevoked;

/** How long the key's send log keeps PII; 0: it is never persisted (seeds/pii-modes.txt). */
export interface ApiKeyPolicy {
  readonly days: number;
  readonly floor: Date | null;
}

export type ApiKeyState =
  | { readonly kind: 'NONE' }
  /** A revoked key still has its policy: what was sent with it ages on. */
  | { readonly kind: 'LIVE' | 'REVOKED'; readonly number: string | null; readonly policy: ApiKeyPolicy };

export const apiKeyDecider: Decider<ApiKeyState, ApiKeyEvent> = {
  initial: { kind: 'NONE' },
  evolve: (state, event) => {
    if (event.type === 'ApiKeyCreated') {
      const policy = { days: event.data.retentionDays, floor: null };
      return { kind: 'LIVE', number: event.data.number, policy };
    }
    if (state.kind === 'NONE') return state;
    switch (event.type) {
      case 'ApiKeyRetentionUpdated':
        return { ...state, policy: { days: event.data.to, floor: event.data.floor } };
      case 'ApiKeyRevoked':
        return { ...state, kind: 'REVOKED' };
    }
  },
};

export function apiKeyStream(id: string): string {
  return `apiKey:${id}`;
}
