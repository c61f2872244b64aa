import { EVERYTHING } from '../../domain/retentionRules.js';
import { COLLECTIONS } from '../../events/collections.js';
import { DAY_MS } from '../../lib/clock.js';
import type { Core } from '../../events/core.js';
import type { Doc } from '../../events/documents.js';
import type { Payload } from '../../events/vault.js';
import type { DeliveryRow } from '../../projections/webhookRows.js';
import { recordItems } from '../erasedItems.js';
import type { Tally } from '../tally.js';

interface Work {
  readonly core: Core;
  readonly account: string;
  readonly tally: Pick<Tally, 'count'>;
}

/** What endpoints were told of. */
export interface ToldOf {
  readonly number: string;
  readonly streams: readonly string[];
  /** The instant of the oldest record of them. */
  readonly from: Date;
  /** Only up to this version of the streams; absent: all. */
  readonly version?: number;
}

type Told = Pick<DeliveryRow, '_id' | 'attempts'>;

/**
 * Erases what webhook endpoints answered when they were told of these streams; that they were told stays known, without
 * saying of whom. Bodies are kept nowhere: a delivery that is still to go out finds its event gone, and is skipped.
 */
export async function eraseAnswers(work: Work, { number, streams, from, version }: ToldOf): Promise<void> {
  const { core, account, tally } = work;
  // A status may have been told with an instant of the provider's, a little before ours.
  const at = { $gt: new Date(from.getTime() - DAY_MS), $lt: EVERYTHING };
  const upTo = version === undefined ? {} : { 'source.version': { $lte: version } };
  const range = { account, number, at, hasResponse: true, 'source.stream': { $in: streams }, ...upTo };
  const chosen = await core.documents.find<Doc>(COLLECTIONS.deliveries, range, { fields: ['_id'] });
  if (chosen.length === 0) return;
  const filter = { account, _id: { $in: chosen.map(({ _id }) => _id) }, hasResponse: true };
  await noteResponses(work, await core.documents.find<Told>(COLLECTIONS.deliveries, filter));
  await core.documents.transaction(async (tx) => {
    const rows = await tx.find<Told>(COLLECTIONS.deliveries, filter, { fields: ['attempts'] });
    await tx.deleteMany(COLLECTIONS.payloads, { account, _id: { $in: responsesOf(rows) } });
    await tx.update(
      COLLECTIONS.deliveries,
      rows.map(({ _id, attempts }) => ({
        filter: { _id, account },
        set: { attempts: attempts.map((attempt) => ({ ...attempt, response: null })) },
        unset: ['hasResponse'],
      })),
    );
    await tally.count(
      tx,
      'DELIVERIES',
      rows.map(({ _id }) => _id),
    );
  });
}

function responsesOf(rows: readonly Told[]): string[] {
  return rows.flatMap(({ attempts }) => attempts.flatMap(({ response }) => response ?? []));
}

/** Beforehand: that they go is decided. */
async function noteResponses({ core, account }: Work, rows: readonly Told[]): Promise<void> {
  const filter = { account, _id: { $in: responsesOf(rows) } };
  const payloads = await core.documents.find<Payload>(COLLECTIONS.payloads, filter, { fields: ['key'] });
  const items = payloads.flatMap(({ _id: item, key }) => (key === null ? [] : [{ account, item, key }]));
  await recordItems(core, 'PAYLOAD', items);
}
