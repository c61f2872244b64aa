import { isSubscribed } from '../../domain/webhook/webhookEvents.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { Commit } from '../../events/eventStore.js';
import type { Directory } from '../../projections/directory.js';
import type { DeliveryRow, RelayRow, WebhookRow } from '../../projections/webhookRows.js';
import { isRelayed } from '../subscriptions/eventsOfCommits.js';
import { deliveryIdOf, newDelivery } from './newDelivery.js';
import { openSources, refKey } from './openSources.js';
import type { WebhookTargets } from './targets.js';

type RecoverRow = Extract<RelayRow, { kind: 'RECOVER' }>;

const BATCH = 500;

/**
 * Looks at the next commits of the account, and makes deliveries of those events for the endpoint that have none
 * yet: what happened while it was off. Each step is noted, so that a crash repeats one at most.
 */
export async function recoverStep(
  deps: { readonly core: Core; readonly directory: Directory; readonly targets: WebhookTargets },
  row: RecoverRow,
): Promise<void> {
  const { core, targets } = deps;
  const { account, from, until } = row;
  const webhook = await targets.find(account, row.webhook);
  const commits: Commit[] = [];
  if (webhook?.isActive)
    for await (const commit of core.store.all({ account, _id: { $gte: from, $lt: until } })) {
      if (commits.length >= BATCH) break;
      commits.push(commit);
    }
  if (webhook) await deliver(deps, webhook, commits);
  const filter = { _id: row._id, account };
  const last = commits.at(-1);
  if (!last || commits.length < BATCH) await core.documents.deleteMany(COLLECTIONS.relays, filter);
  else await core.documents.update(COLLECTIONS.relays, [{ filter, set: { from: `${last._id}.` } }]);
}

async function deliver(
  { core, directory }: { readonly core: Core; readonly directory: Directory },
  webhook: WebhookRow,
  commits: readonly Commit[],
): Promise<void> {
  const { account } = webhook;
  const now = core.clock();
  const wanted = commits.filter((commit) => isRelayed(commit) && factsOf(commit)?.number === webhook.number);
  const opened = await openSources(core, directory, wanted);
  const made = wanted.flatMap((commit) => {
    const told = opened.get(refKey(commit));
    const facts = factsOf(commit);
    if (!told || !facts || !isSubscribed(webhook.events, told.event)) return [];
    const { stream, version, _id: order } = commit;
    const { at, conversation = stream } = facts;
    const id = deliveryIdOf(stream, version, webhook._id);
    const source = { kind: 'COMMIT', stream, version } as const;
    return newDelivery(webhook, { id, event: told.event, source, at, conversation, order }, now);
  });
  const ids = made.map(({ _id }) => _id);
  const filter = { account, _id: { $in: ids } };
  const known = await core.documents.find<DeliveryRow>(COLLECTIONS.deliveries, filter, { fields: ['_id'] });
  const there = new Set(known.map(({ _id }) => _id));
  const missing = made.filter(({ _id }) => !there.has(_id));
  if (missing.length > 0) await core.documents.insertMany(COLLECTIONS.deliveries, missing);
}

interface RecordFacts {
  readonly number: string;
  readonly at: Date;
  readonly conversation?: string;
}

function factsOf({ events }: Commit): RecordFacts | undefined {
  return events[0]?.data as RecordFacts | undefined;
}
