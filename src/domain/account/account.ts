import type { Decider, NewEvent } from '../events.js';
import { KEEPS_ALL_ACCOUNT, type AccountPolicy } from '../policies.js';
import type { SweepWindow } from './sweepWindow.js';

export type AccountCreated = NewEvent<'AccountCreated', { readonly name: string }>;
/** `floor`: what the setting before had made due, for ever; null when it ended nothing. */
export type DataRetentionUpdated = NewEvent<
  'DataRetentionUpdated',
  { readonly from: number | null; readonly to: number | null; readonly floor: Date | null }
>;
/** Null: cleanups run at any time of the day. */
export type SweepWindowUpdated = NewEvent<
  'SweepWindowUpdated',
  { readonly from: SweepWindow | null; readonly to: SweepWindow | null }
>;
export type AccountEvent = AccountCreated | DataRetentionUpdated | SweepWindowUpdated;

export type AccountState =
  | { readonly kind: 'NONE' }
  | {
      readonly kind: 'OPEN';
      readonly name: string;
      readonly policy: AccountPolicy;
      readonly sweepWindow: SweepWindow | null;
    };

export const accountDecider: Decider<AccountState, AccountEvent> = {
  initial: { kind: 'NONE' },
  evolve: (state, event) => {
    switch (event.type) {
      case 'AccountCreated':
        return { kind: 'OPEN', name: event.data.name, policy: KEEPS_ALL_ACCOUNT, sweepWindow: null };
      case 'DataRetentionUpdated':
        if (state.kind === 'NONE') return state;
        return { ...state, policy: { days: event.data.to, floor: event.data.floor } };
      case 'SweepWindowUpdated':
        return state.kind === 'NONE' ? state : { ...state, sweepWindow: event.data.to };
    }
  },
};

export function accountStream(id: string): string {
  return `account:${id}`;
}
