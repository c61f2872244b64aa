import { COLLECTIONS } from '../../events/collections.js';
import type { Payload } from '../../events/vault.js';
import type { CallPii } from '../../projections/callRows.js';
import type { CallLike } from '../callRecords.js';
import { recordItems } from '../erasedItems.js';
import { isTheirs, type ErasureWork } from './work.js';

/** A phone number, also within an address such as `sip:+49…@pbx.example.org`. */
const PHONE = /\+[1-9]\d{6,14}/;

/** Those of a batch of calls without a contact of which the person is a party: that is in the sealed PII alone. */
export async function theirCallsOf(
  work: ErasureWork,
  calls: readonly CallLike[],
): Promise<readonly CallLike[]> {
  const { core, account, before } = work;
  const old = calls.filter(({ at }) => at <= before);
  const opened = await core.vault.read(
    account,
    old.flatMap(({ payload }) => payload ?? []),
    'STORE',
  );
  const theirs: CallLike[] = [];
  for (const call of old) {
    const pii = opened.get(call.payload ?? '') as CallPii | undefined;
    const parties = [pii?.from, pii?.to].flatMap((party) => (party ? identifiersOf(party) : []));
    for (const party of parties)
      if (await isTheirs(work, call.number, party)) {
        theirs.push(call);
        break;
      }
  }
  return theirs;
}

function identifiersOf(party: string): readonly string[] {
  const [phone] = PHONE.exec(party) ?? [];
  return [...(phone === undefined ? [] : [`phone:${phone}`]), `user:${party}`];
}

/**
 * Notes what is erased of records without a contact, one by one and beforehand: no contact's secret goes that would make
 * it unreadable in a backup.
 */
export async function noteCalls({ core, account }: ErasureWork, rows: readonly CallLike[]): Promise<void> {
  const ids = rows.flatMap(({ payload }) => payload ?? []);
  if (ids.length === 0) return;
  const filter = { account, _id: { $in: ids } };
  const found = await core.documents.find<Payload>(COLLECTIONS.payloads, filter, { fields: ['key'] });
  const items = found.flatMap(({ _id: item, key }) => (key === null ? [] : [{ account, item, key }]));
  await recordItems(core, 'PAYLOAD', items);
}
