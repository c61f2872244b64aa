import type { Decider, NewEvent } from '../events.js';
import { KEEPS_ALL_ACCOUNT, type AccountPolicy } from '../policies.js';

export type AccountCreated = NewEvent<'AccountCreated', { readonly name: string }>;
/** `floor`: what the setting before had made due, for ever; null when it ended nothing. */
export type DataRetentionUpdated = NewEvent<
  'DataRetentionUpdated',
  { readonly from: number | null; readonly to: number | null; readonly floor: Date | null }
>;
export type AccountEvent = AccountCreated | DataRetentionUpdated;

export type AccountState =
  | { readonly kind: 'NONE' }
  | { readonly kind: 'OPEN'; readonly name: string; readonly policy: AccountPolicy };

export const accountDecider: Decider<AccountState, AccountEvent> = {
  initial: { kind: 'NONE' },
  evolve: (state, event) => {
    switch (event.type) {
      case 'AccountCreated':
        return { kind: 'OPEN', name: event.data.name, policy: KEEPS_ALL_ACCOUNT };
      case 'DataRetentionUpdated':
        if (state.kind === 'NONE') return state;
        return { ...state, policy: { days: event.data.to, floor: event.data.floor } };
    }
  },
};

export function accountStream(id: string): string {
  return `account:${id}`;
}
