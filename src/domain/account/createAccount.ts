import { assertValid, nameErrors } from '../checks.js';
import type { AccountEvent, AccountState } from './account.js';

/** Opens an account that keeps all until a retention is set. Creating it twice changes nothing. */
export function createAccount(
  state: AccountState,
  command: { readonly name: string },
): readonly AccountEvent[] {
  if (state.kind !== 'NONE') return [];
  assertValid(nameErrors('name', command.name));
  return [{ type: 'AccountCreated', data: { name: command.name.trim() } }];
}
