import type { HoldFacts } from '../domain/hold/hold.js';
import { KEY_COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Doc, Update } from '../events/documents.js';
import { groupBy } from '../lib/collections.js';
import { numberScope } from '../projections/rows.js';
import { eraseCalls } from './eraseCalls.js';
import { forgetResponses } from './forgetDeliveries.js';
import { sendLogScopePrefix } from '../projections/sendRows.js';
import { replayErasures } from './erase/replayErasures.js';
import { forgetNumber } from './forgetNumber.js';
import { activeHolds, heldBy } from './held.js';
import { decides, readLogPolicies, type LogPolicies } from './logPolicies.js';
import { redactSends } from './redactSends.js';
import type { Due } from './selectors.js';
import { markAfter, passesOf, type Pass, type Spared } from './spared.js';
import { createMemoryTally, type Counts, type Tally } from './tally.js';

/** What was erased, up to and with the instant `before`. */
export type Erased = { readonly account: string; readonly before: Date } & (
  | { readonly kind: 'NUMBER'; readonly number: string }
  /** The PII of a number's send log, whatever key it was sent with. */
  | { readonly kind: 'NUMBER_LOG'; readonly number: string }
  /** The PII in all send logs of what was sent with a key; null: without one. */
  | { readonly kind: 'KEY_LOG'; readonly apiKey: string | null }
);

/** In the key database: restoring the main one keeps it. The first version noted numbers only, without `kind`. */
interface LedgerDoc extends Doc {
  readonly account: string;
  readonly scope: string;
  readonly before: Date;
  readonly kind?: Erased['kind'];
  readonly number?: string;
  readonly apiKey?: string | null;
  /** What was held, and therefore erased less far. */
  readonly spared?: readonly Spared[];
}

/** Notes what was erased, but for what is held; where more was noted before, that stays. */
export async function recordErased(core: Core, ...erased: readonly Erased[]): Promise<void> {
  for (const [account, own] of groupBy(erased, (one) => one.account)) {
    // Read when all is erased: what is held by now and was erased is not noted, and stays after a restore for that.
    const filter = { account, _id: { $in: own.map(idOf) } };
    const [holds, docs] = await Promise.all([
      activeHolds(core.documents, account),
      core.keys.find<LedgerDoc>(KEY_COLLECTIONS.ledger, filter),
    ]);
    if (holds.length === 0 && !docs.some(({ spared }) => spared?.length)) {
      const notes = own.map((one): Update => ({ ...noteOf(one), max: { before: one.before } }));
      await core.keys.update(KEY_COLLECTIONS.ledger, notes);
    } else
      await core.keys.transaction(async (tx) => {
        const known = await tx.find<LedgerDoc>(KEY_COLLECTIONS.ledger, filter);
        const notes = own.map((one): Update => ({ ...noteOf(one), set: markOf(one, known, holds) }));
        await tx.update(KEY_COLLECTIONS.ledger, notes);
      });
  }
}

function noteOf(erased: Erased): Update {
  const { account, before: _before, ...what } = erased;
  const filter = { _id: idOf(erased), account };
  return { filter, setOnInsert: { scope: scopeOf(what), ...what }, upsert: true };
}

function markOf(erased: Erased, known: readonly LedgerDoc[], holds: readonly HoldFacts[]) {
  const { before = null, spared = [] } = known.find(({ _id }) => _id === idOf(erased)) ?? {};
  const ofNumber = (hold: HoldFacts): boolean => erased.kind === 'KEY_LOG' || hold.number === erased.number;
  return { ...markAfter({ before, spared }, erased.before, holds.filter(ofNumber)) };
}

function idOf({ account, before: _before, ...what }: Erased): string {
  return `${account}/${scopeOf(what)}`;
}

/** Notes it at once, or gives it back: what can be noted with others, at the end of the run. */
export async function noteErased(
  core: Core,
  erased: readonly Erased[],
  isAtOnce: boolean,
): Promise<readonly Erased[]> {
  if (!isAtOnce) return erased;
  await recordErased(core, ...erased);
  return [];
}

type What = Erased extends infer E ? (E extends Erased ? Omit<E, 'account' | 'before'> : never) : never;

function scopeOf(what: What): string {
  switch (what.kind) {
    case 'NUMBER':
      return numberScope(what.number);
    case 'NUMBER_LOG':
      return sendLogScopePrefix(what.number);
    case 'KEY_LOG':
      return `apiKey:${what.apiKey ?? 'none'}`;
  }
}

/** What was erased of each number, as the erasures that together bring it about, in their order. */
export async function* erasedOfNumbers({ keys }: Core): AsyncGenerator<Due> {
  for await (const doc of keys.stream<LedgerDoc>(KEY_COLLECTIONS.ledger, {})) {
    const { account, number = '', before, spared = [], kind = 'NUMBER' } = doc;
    if (kind !== 'NUMBER') continue;
    for (const { cutoff, kept } of passesOf({ before, spared }))
      yield { account, number, cutoff, held: heldBy(kept) };
  }
}

/**
 * Erases again what a restored backup has brought back: called at start, before anything is served. Costs a few
 * index look-ups a number and key when there is nothing.
 */
export async function replayLedger(core: Core): Promise<Readonly<Counts>> {
  const tally = createMemoryTally();
  const policies = new Map<string, LogPolicies>();
  for await (const doc of core.keys.stream<LedgerDoc>(KEY_COLLECTIONS.ledger, {})) {
    const { account, number = '', before, spared = [], kind = 'NUMBER' } = doc;
    for (const { cutoff, kept } of passesOf({ before, spared })) {
      if (kind === 'NUMBER') {
        const due: Due = { account, number, cutoff, held: heldBy(kept) };
        await forgetResponses(core, due, tally);
        await eraseCalls(core, due, tally);
        await forgetNumber(core, due, tally);
      } else {
        const known = policies.get(account) ?? (await readLogPolicies(core, account));
        policies.set(account, known);
        await redactAgain(core, known, { doc, cutoff, kept }, tally);
      }
    }
  }
  await replayErasures(core, tally);
  const { counts } = tally;
  if (tally.hasErased())
    core.log.warn(
      { ...counts },
      'Records that had been erased were in the database again, as after a restore: erased anew.',
    );
  return counts;
}

async function redactAgain(
  core: Core,
  policies: LogPolicies,
  { doc, cutoff, kept }: Pass & { readonly doc: LedgerDoc },
  tally: Tally,
): Promise<void> {
  const { account, number: only, apiKey } = doc;
  for (const { _id: number } of policies.numbers) {
    if (only !== undefined && only !== number) continue;
    const owners = [...policies.ownersOf(number).keys()];
    const apiKeys = apiKey === undefined ? owners : owners.filter((owner) => owner === apiKey);
    const by = decides(
      policies,
      number,
      core.clock(),
      only === undefined ? byKey(apiKey) : 'NUMBER_PII_MODE',
    );
    const held = heldBy(kept.filter((one) => one.number === number));
    await redactSends(core, { account, number, cutoff, apiKeys, by, held }, tally);
  }
}

function byKey(apiKey: string | null | undefined): 'API_KEY_RETENTION' | 'ACCOUNT_RETENTION' {
  return apiKey === null ? 'ACCOUNT_RETENTION' : 'API_KEY_RETENTION';
}
