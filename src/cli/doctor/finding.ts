/** What a check found. Never PII, never a secret. */
export interface Finding {
  readonly check: string;
  readonly state: FindingState;
  readonly message: string;
  /** What to do about it; where the state is not ok. */
  readonly remedy?: string;
}

export const FINDING_STATES = ['ok', 'warn', 'fail'] as const;
export type FindingState = (typeof FINDING_STATES)[number];

export function ok(check: string, message: string): Finding {
  return { check, state: 'ok', message };
}

export function warn(check: string, message: string, remedy: string): Finding {
  return { check, state: 'warn', message, remedy };
}

export function fail(check: string, message: string, remedy: string): Finding {
  return { check, state: 'fail', message, remedy };
}
