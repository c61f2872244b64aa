import type { Recipient } from '../channels/outbound.js';
import type { Decider } from '../domain/policies.js';
import type { SendStatus } from '../domain/send/sendStatus.js';
import type { Core } from '../events/core.js';
import type { Directory } from '../projections/directory.js';
import type { SendLogRow } from '../projections/sendRows.js';
import type { DateRange, Page, PageRequest } from './views.js';

export interface SendLogQuery extends DateRange {
  readonly account: string;
  /** Of one number; absent: of all that the account has. */
  readonly numberId?: string;
  readonly apiKeyId?: string;
  readonly status?: SendStatus;
}

/** What of an entry is PII. */
export interface SendLogPii {
  /** The number; the user's or the group's id, where that is what it was sent to. */
  readonly destinationNumber: string;
  readonly recipientKind: Recipient['kind'];
  /** The text as lists show it; null where the content has none. */
  readonly content: string | null;
  readonly labels: readonly string[];
}

/** An entry of the send log as it may be shown at this moment. */
export interface SendLogView {
  readonly row: SendLogRow;
  /** Null: redacted, due to be, or never kept. PII. */
  readonly pii: SendLogPii | null;
  /** The provider's id; null while it has none, and where it went with the PII. */
  readonly externalId: string | null;
  /**
   * When the PII went, or became due although no job has come by yet; of what was never kept the instant it was
   * sent. Null while there is PII.
   */
  readonly redactedAt: Date | null;
  readonly redactedBy: Decider | null;
  /** When the PII goes; null: no policy ends it. Past where it is gone. */
  readonly expiresAt: Date | null;
  readonly decidedBy: Decider | null;
}

export interface SendLogReader {
  /**
   * A page of entries, newest first. A number in RELAY_ONLY shows none (notice PII_RELAY_ONLY), one in STORE_X_DAYS
   * those of its window (PII_WINDOW); what is redacted or due is there without its PII.
   * @throws LetheError NOT_FOUND for a number that is not the account's
   */
  list(query: SendLogQuery, page: PageRequest): Promise<Page<SendLogView>>;
  /** How many entries the same query gives in all. */
  count(query: SendLogQuery): Promise<number>;
  /**
   * One entry by our id, the correlation id or the provider's id: found for ever and under every mode, for billing
   * and support; redacted when due. Null when it is not there or not the account's.
   * @param numberId only an entry of this number
   */
  find(account: string, id: string, numberId?: string): Promise<SendLogView | null>;
}

export function createSendLogReader(_core: Core, _directory: Directory): SendLogReader {
  throw new Error('under way');
}
