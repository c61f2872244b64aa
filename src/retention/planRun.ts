import { apiKeyCutoff } from '../domain/apiKey/updateApiKeyRetention.js';
import {
  KEEPS_ALL_ACCOUNT,
  type AccountPolicy,
  type NumberPolicy,
  type PiiMode,
} from '../domain/policies.js';
import {
  accountDueCutoff,
  accountFloorAfter,
  numberCutoff,
  numberFloorAfter,
} from '../domain/retentionRules.js';
import { ownerDueCutoff, type LogOwner } from '../domain/send/sendLogRules.js';
import { RECORD_CLASSES, type RecordClass } from '../domain/sweep.js';
import { notFound } from '../lib/errors.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import {
  accountPolicy,
  apiKeyPolicy,
  numberPolicy,
  type AccountRow,
  type ApiKeyRow,
} from '../projections/rows.js';
import { readLogPolicies, type LogPolicies } from './logPolicies.js';
import { nextApiKeyRunAt, nextNumberRunAt, nextSweepAt } from './schedule.js';
import type { Due } from './selectors.js';

/** A change of settings that somebody thinks about. */
export type RetentionChange =
  | { readonly kind: 'DATA_RETENTION'; readonly days: number | null }
  | {
      readonly kind: 'PII_MODE';
      readonly number: string;
      readonly mode: PiiMode;
      readonly days: number | null;
    }
  | { readonly kind: 'API_KEY_RETENTION'; readonly apiKey: string; readonly days: number };

/** What a run would find due, and when the next one is. */
export interface RunPlan {
  readonly due: readonly (Due & { readonly classes: readonly RecordClass[] })[];
  /** Null: no run is due under these settings. */
  readonly nextRunAt: Date | null;
}

const LOG = ['SEND_LOG'] as const;
const CHATS = RECORD_CLASSES.filter((name) => name !== 'SEND_LOG' && name !== 'DELIVERIES');
/** A number's mode ends what endpoints answered; that they were told is the account's to keep. */
const OF_ACCOUNT = [...CHATS, 'DELIVERIES'] as const;

/** @throws LetheError NOT_FOUND for an account, number or API key that is not there */
export function planRun(
  core: Core,
  account: string,
  change: RetentionChange | undefined,
  now: Date,
): Promise<RunPlan> {
  switch (change?.kind) {
    case 'PII_MODE':
      return planMode(core, account, change, now);
    case 'API_KEY_RETENTION':
      return planKey(core, account, change, now);
    default:
      return planAccount(core, account, change, now);
  }
}

type Change<Kind extends RetentionChange['kind']> = Extract<RetentionChange, { kind: Kind }>;

async function planMode(
  core: Core,
  account: string,
  { number, mode, days }: Change<'PII_MODE'>,
  now: Date,
): Promise<RunPlan> {
  const policies = await readLogPolicies(core, account);
  const row = policies.numbers.find(({ _id }) => _id === number);
  if (!row || row.removedAt) throw notFound('number');
  const policy: NumberPolicy = { mode, days, floor: numberFloorAfter(numberPolicy(row), now) };
  const cutoff = numberCutoff(policy, now);
  const apiKeys = [...policies.ownersOf(number).keys()];
  return {
    due: cutoff ? [{ account, number, cutoff, apiKeys, classes: [...CHATS, ...LOG] }] : [],
    nextRunAt: nextNumberRunAt(policy, now),
  };
}

async function planKey(
  core: Core,
  account: string,
  { apiKey, days }: Change<'API_KEY_RETENTION'>,
  now: Date,
): Promise<RunPlan> {
  const row = await core.documents.findOne<ApiKeyRow>(COLLECTIONS.apiKeys, { _id: apiKey, account });
  if (!row || row.revokedAt) throw notFound('API key');
  const policies = await readLogPolicies(core, account);
  const owner: LogOwner = {
    kind: 'API_KEY',
    policy: { days, floor: apiKeyCutoff(apiKeyPolicy(row), now) },
  };
  return {
    due: dueOfOwners(account, policies, now, (key) => (key === apiKey ? owner : null)),
    nextRunAt: nextApiKeyRunAt(now),
  };
}

async function planAccount(
  core: Core,
  account: string,
  change: Change<'DATA_RETENTION'> | undefined,
  now: Date,
): Promise<RunPlan> {
  const row = await core.documents.findOne<AccountRow>(COLLECTIONS.accounts, { _id: account, account });
  if (!row) throw notFound('account');
  const old = accountPolicy(row);
  const policy: AccountPolicy = change
    ? { ...KEEPS_ALL_ACCOUNT, days: change.days, floor: accountFloorAfter(old, now) }
    : old;
  const policies = await readLogPolicies(core, account);
  const cutoff = accountDueCutoff(policy, now);
  const chats = cutoff
    ? policies.numbers.map(({ _id: number }) => ({ account, number, cutoff, classes: OF_ACCOUNT }))
    : [];
  const logs = dueOfOwners(account, policies, now, (key) =>
    key === null ? { kind: 'ACCOUNT', policy } : (policies.owners.get(key) ?? null),
  );
  // Keys are looked at daily also where the account itself ends nothing.
  const nextRunAt =
    nextSweepAt(policy, row.sweepWindow ?? null, now) ?? (logs.length > 0 ? nextApiKeyRunAt(now) : null);
  return { due: [...chats, ...logs], nextRunAt };
}

/** What is due in the send logs by the owners that are looked at. */
function dueOfOwners(
  account: string,
  policies: LogPolicies,
  now: Date,
  ownerOf: (apiKey: string | null) => LogOwner | null,
): RunPlan['due'] {
  return policies.numbers.flatMap(({ _id: number }) =>
    [...policies.ownersOf(number).keys()].flatMap((apiKey) => {
      const owner = ownerOf(apiKey);
      const cutoff = owner && ownerDueCutoff(owner, now);
      return cutoff ? [{ account, number, cutoff, apiKeys: [apiKey], classes: LOG }] : [];
    }),
  );
}
