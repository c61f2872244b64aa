import type { PiiMode } from '../../generated/operations.js';

export interface ModeSetting {
  readonly mode: PiiMode;
  /** With `STORE_X_DAYS` only. */
  readonly days: number | null;
}

/** How long a mode lets records live, in days. */
function reach({ mode, days }: ModeSetting): number {
  switch (mode) {
    case 'STORE_INDEFINITE':
      return Infinity;
    case 'STORE_X_DAYS':
      return days ?? Infinity;
    case 'RELAY_ONLY':
      return 0;
  }
}

/** Whether something that is stored may have to go: then it is shown and confirmed first. */
export function isTighter(from: ModeSetting, to: ModeSetting): boolean {
  return reach(to) < reach(from);
}

export function isSame(from: ModeSetting, to: ModeSetting): boolean {
  return from.mode === to.mode && from.days === to.days;
}
