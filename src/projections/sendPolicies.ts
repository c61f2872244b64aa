import { sendLogCutoff } from '../domain/send/sendLogRules.js';
import { chatReadCutoff, EVERYTHING, isReadable, type Cutoff } from '../domain/retentionRules.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Guard } from '../events/eventStore.js';
import type { Directory } from './directory.js';
import { ownerOfKey, ownerWithoutKey } from './logOwner.js';
import { accountPolicy, numberPolicy, type AccountRow, type ApiKeyRow, type NumberRow } from './rows.js';

/** The policies over a send's two records, as they are at one moment (design §2). */
export interface SendPolicies {
  readonly account: AccountRow;
  readonly number: NumberRow;
  /** Whether the PII of a send-log entry of `at` may be kept and read. */
  mayLog(at: Date): boolean;
  /** Whether a chat record of `at` may. */
  mayChat(at: Date): boolean;
  /** What seals a log payload relies upon. */
  readonly logGuard: Guard;
  /** What seals a chat payload relies upon. */
  readonly chatGuard: Guard;
}

/** Null when the number is not there any more. */
export async function findSendPolicies(
  directory: Directory,
  place: { readonly account: string; readonly number: string; readonly apiKey: string | null },
  now: Date,
): Promise<SendPolicies | null> {
  const [account, number, key] = await Promise.all([
    directory.account(place.account),
    directory.number(place.account, place.number),
    place.apiKey === null ? null : directory.apiKey(place.account, place.apiKey),
  ]);
  if (!account || !number) return null;
  const owner = place.apiKey === null ? ownerWithoutKey(account) : ownerOfKey(key);
  const log = sendLogCutoff(owner, numberPolicy(number), now);
  const chat = chatReadCutoff(accountPolicy(account), numberPolicy(number), now);
  return {
    account,
    number,
    mayLog: (at) => readable(at, log),
    mayChat: (at) => readable(at, chat),
    logGuard: key
      ? guardOfKey(key)
      : { collection: COLLECTIONS.accounts, id: account._id, version: account.version },
    chatGuard: { collection: COLLECTIONS.numbers, id: number._id, version: number.version },
  };
}

function readable(at: Date, cutoff: Cutoff): boolean {
  return !(cutoff !== null && cutoff >= EVERYTHING) && isReadable(at, cutoff);
}

function guardOfKey({ _id: id, version }: ApiKeyRow): Guard {
  return { collection: COLLECTIONS.apiKeys, id, version };
}
