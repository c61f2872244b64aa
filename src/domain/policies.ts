/** How long chat records of a number are kept; seeds/pii-modes.txt. */
export const PII_MODES = ['STORE_INDEFINITE', 'STORE_X_DAYS', 'RELAY_ONLY'] as const;
export type PiiMode = (typeof PII_MODES)[number];

/** Bounds of an account's retention in days (seeds/data-retention.txt: "0 to 1095 days"). */
export const MIN_RETENTION_DAYS = 0;
export const MAX_RETENTION_DAYS = 1095;

/**
 * The upper bound of `piiRetentionDays` and an API key's `retentionDays`: 100 years. The specification names
 * none; without one a date calculation would overflow.
 */
export const MAX_PII_RETENTION_DAYS = 36_500;

/**
 * The account's retention. `floor` is what an earlier, tighter setting had already made due: at and before it
 * nothing is ever readable again, however long the present setting keeps.
 */
export interface AccountPolicy {
  readonly days: number | null;
  readonly floor: Date | null;
}

/** The number's PII mode, with the same kind of floor. */
export interface NumberPolicy {
  readonly mode: PiiMode;
  /** Whole days, set when the mode is `STORE_X_DAYS`, else null. */
  readonly days: number | null;
  readonly floor: Date | null;
}

export const KEEPS_ALL_ACCOUNT: AccountPolicy = { days: null, floor: null };
export const KEEPS_ALL_NUMBER: NumberPolicy = { mode: 'STORE_INDEFINITE', days: null, floor: null };

/** Which policy decides how long a record lives; `ERASURE`: none, somebody was to be forgotten. */
export const DECIDERS = ['ACCOUNT_RETENTION', 'NUMBER_PII_MODE', 'API_KEY_RETENTION', 'ERASURE'] as const;
export type Decider = (typeof DECIDERS)[number];
