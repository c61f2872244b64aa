import { notFound } from '../../lib/errors.js';
import { assertValid } from '../checks.js';
import type { AccountEvent, AccountState } from './account.js';
import { sweepWindowErrors, type SweepWindow } from './sweepWindow.js';

/** Sets the hours in which cleanups run by themselves; null: at any time. What is due is hidden all the same. */
export function updateSweepWindow(
  state: AccountState,
  { window }: { readonly window: SweepWindow | null },
): readonly AccountEvent[] {
  if (state.kind === 'NONE') throw notFound('account');
  if (window !== null) assertValid(sweepWindowErrors(window));
  if (isSame(state.sweepWindow, window)) return [];
  return [{ type: 'SweepWindowUpdated', data: { from: state.sweepWindow, to: window } }];
}

function isSame(a: SweepWindow | null, b: SweepWindow | null): boolean {
  return a?.fromHour === b?.fromHour && a?.toHour === b?.toHour && a?.timeZone === b?.timeZone;
}
