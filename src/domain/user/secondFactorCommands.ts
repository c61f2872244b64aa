import { invalid } from '../../lib/errors.js';
import type { UserEvent, UserState } from './user.js';
import { presentUser } from './userCommands.js';

/** Turns it on. @param command.payload the sealed payload that replaces the present, with the seed */
export function enableSecondFactor(
  state: UserState,
  command: { readonly payload: string },
): readonly UserEvent[] {
  if (presentUser(state).hasSecondFactor) throw alreadyOn();
  return [{ type: 'SecondFactorEnabled', data: {}, payload: command.payload }];
}

/** Turns it off; where it is off already nothing happens. @param command.payload the payload without the seed */
export function disableSecondFactor(
  state: UserState,
  command: { readonly payload: string },
): readonly UserEvent[] {
  if (!presentUser(state).hasSecondFactor) return [];
  return [{ type: 'SecondFactorDisabled', data: {}, payload: command.payload }];
}

/** For the audit log: whoever needs a recovery code has lost their authenticator, or somebody found their paper. */
export function noteRecoveryCodeUse(state: UserState): readonly UserEvent[] {
  presentUser(state);
  return [{ type: 'RecoveryCodeUsed', data: {} }];
}

/** @throws InvalidInput `SECOND_FACTOR_ON` */
export function alreadyOn(): Error {
  return invalid('password', 'SECOND_FACTOR_ON', 'It is on already: turn it off before you set it up anew.');
}
