import { addressOf, type Recipient } from '../channels/outbound.js';
import type { Decider } from '../domain/policies.js';
import { isReadable, type Expiry } from '../domain/retentionRules.js';
import { sendLogCutoff, sendLogExpiry, type LogOwner } from '../domain/send/sendLogRules.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Directory } from '../projections/directory.js';
import { ownerOfKey, ownerWithoutKey } from '../projections/logOwner.js';
import { numberPolicy, type NumberRow } from '../projections/rows.js';
import type { SendLogRow } from '../projections/sendRows.js';
import type { SendPii } from './sendPii.js';

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

/** Shows rows of one account as they may be shown at this moment, by the policies of each. */
export function createSendLogView(
  core: Core,
  directory: Directory,
): (account: string, rows: readonly SendLogRow[]) => Promise<SendLogView[]> {
  // A removed number's entries stay, for billing; the directory knows only those that are there.
  const numberOf = async (account: string, id: string): Promise<NumberRow | null> =>
    (await directory.number(account, id)) ??
    core.documents.findOne<NumberRow>(COLLECTIONS.numbers, { _id: id, account });

  const ownerOf = async (account: string, apiKey: string | null): Promise<LogOwner | null> => {
    if (apiKey !== null) return ownerOfKey(await directory.apiKey(account, apiKey));
    const row = await directory.account(account);
    return row && ownerWithoutKey(row);
  };

  return async (account, rows) => {
    const now = core.clock();
    const lines = await Promise.all(
      rows.map(async ({ number, apiKey, at }) => {
        const [numberRow, owner] = await Promise.all([numberOf(account, number), ownerOf(account, apiKey)]);
        if (!numberRow || !owner) return null;
        const policies = [owner, numberPolicy(numberRow)] as const;
        return {
          isOpen: isReadable(at, sendLogCutoff(...policies, now)),
          expiry: sendLogExpiry(...policies, at),
        };
      }),
    );
    const contents = await core.vault.read(
      account,
      rows.flatMap(({ payload }, index) => (payload !== null && lines[index]?.isOpen ? payload : [])),
    );
    return rows.map((row, index) => {
      const pii = row.payload === null ? undefined : (contents.get(row.payload) as SendPii | undefined);
      const { isOpen, expiry } = lines[index] ?? { isOpen: false, expiry: NOT_DUE };
      return pii ? open(row, pii, expiry) : closed(row, isOpen ? NOT_DUE : expiry);
    });
  };
}

/** Nobody knows when what is sealed and cannot be opened went, as after a restore without its keys. */
const NOT_DUE: Expiry = { expiresAt: null, decidedBy: null };

function open(row: SendLogRow, pii: SendPii, expiry: Expiry): SendLogView {
  return {
    row,
    pii: {
      destinationNumber: addressOf(pii.recipient),
      recipientKind: pii.recipient.kind,
      content: pii.text,
      labels: pii.labels,
    },
    externalId: row.externalId ?? pii.externalId,
    redactedAt: null,
    redactedBy: null,
    ...expiry,
  };
}

function closed(row: SendLogRow, expiry: Expiry): SendLogView {
  const { at, by } = redactionOf(row, expiry);
  return {
    row,
    pii: null,
    externalId: row.externalId ?? null,
    redactedAt: at,
    redactedBy: by,
    expiresAt: at,
    decidedBy: by,
  };
}

function redactionOf(
  row: SendLogRow,
  { expiresAt, decidedBy }: Expiry,
): { readonly at: Date | null; readonly by: Decider | null } {
  if (row.redactedAt) return { at: row.redactedAt, by: row.redactedBy ?? null };
  if (row.payload !== null) return { at: expiresAt, by: decidedBy };
  // It never was kept: a number that stores makes a chat record, so there it was the key that forbade it.
  return { at: row.at, by: row.message === null ? 'NUMBER_PII_MODE' : 'API_KEY_RETENTION' };
}
