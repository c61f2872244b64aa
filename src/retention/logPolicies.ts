import type { Decider } from '../domain/policies.js';
import { sendLogExpiry, type LogOwner } from '../domain/send/sendLogRules.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { ownerOfKey, ownerWithoutKey } from '../projections/logOwner.js';
import { numberPolicy, type AccountRow, type ApiKeyRow, type NumberRow } from '../projections/rows.js';
import type { SendLogRow } from '../projections/sendRows.js';

export type Owners = ReadonlyMap<string | null, LogOwner>;

/** What decides over the send log of an account at this moment. */
export interface LogPolicies {
  /** In the order of their ids; removed ones too, whose entries stay. */
  readonly numbers: readonly NumberRow[];
  /** Who decides beside the numbers' modes, by key; null: over what was sent without one. */
  readonly owners: Owners;
  /** Those of them that a number's sends can be of. */
  ownersOf(number: string): Owners;
}

export async function readLogPolicies({ documents }: Core, account: string): Promise<LogPolicies> {
  const [row, keys, numbers] = await Promise.all([
    documents.findOne<AccountRow>(COLLECTIONS.accounts, { _id: account, account }),
    documents.find<ApiKeyRow>(COLLECTIONS.apiKeys, { account }),
    documents.find<NumberRow>(COLLECTIONS.numbers, { account }, { sort: { _id: 1 } }),
  ]);
  const owners = new Map<string | null, LogOwner>(keys.map((key) => [key._id, ownerOfKey(key)]));
  if (row) owners.set(null, ownerWithoutKey(row));
  const boundTo = new Map<string | null, string | null>(keys.map(({ _id, number }) => [_id, number]));
  return {
    numbers,
    owners,
    ownersOf: (number) =>
      // What is bound to another number has sent nothing with this one.
      new Map([...owners].filter(([key]) => [undefined, null, number].includes(boundTo.get(key)))),
  };
}

/** Under which policy an entry is redacted: the one that ended it first. @param otherwise where none has */
export function decides(
  policies: LogPolicies,
  number: string,
  now: Date,
  otherwise: Decider,
): (row: Pick<SendLogRow, 'apiKey' | 'at'>) => Decider {
  const row = policies.numbers.find(({ _id }) => _id === number);
  const owners = policies.ownersOf(number);
  return ({ apiKey, at }) => {
    const owner = owners.get(apiKey);
    if (!row || !owner) return otherwise;
    const { expiresAt, decidedBy } = sendLogExpiry(owner, numberPolicy(row), at);
    return expiresAt !== null && expiresAt <= now && decidedBy !== null ? decidedBy : otherwise;
  };
}
