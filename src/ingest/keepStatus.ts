import type { InboundStatus } from '../channels/inbound.js';
import { deliveryStatusDecider, reportStatus } from '../domain/deliveryStatus/deliveryStatus.js';
import { SYSTEM } from '../domain/events.js';
import { chatReadCutoff, isReadable, laterCutoff, retentionTime } from '../domain/retentionRules.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { handle } from '../events/handle.js';
import type { Payload } from '../events/vault.js';
import { utcDay } from '../lib/clock.js';
import type { Directory } from '../projections/directory.js';
import { accountPolicy, numberPolicy, numberScope, type NumberRow } from '../projections/rows.js';
import type { StatusPii } from '../projections/statusRows.js';
import type { RelayOutbox } from '../relay/webhooks/relayOutbox.js';

/** What became of a status of a message that no send of ours is known for. */
export interface KeptStatus {
  readonly isNews: boolean;
  /** It is outside its window already: nothing of whose it is was kept, and nobody is told of it from the store. */
  readonly isPastWindow: boolean;
}

/**
 * Keeps a status by its message's id: what happened as an event, and sealed, once a message, whose it was.
 * @param id of the message, which may be unknown to us
 * @throws StaleGuard when the number's policy changed meanwhile: fetch the number again
 */
export async function keepStatus(
  core: Core,
  directory: Directory,
  number: NumberRow,
  status: InboundStatus,
  id: string,
  arrivedAt: Date,
  relays: RelayOutbox,
): Promise<KeptStatus> {
  const { account, _id, version: numberVersion } = number;
  const owner = await directory.account(account);
  if (!owner) throw new Error('A number without its account.');
  const policies = [accountPolicy(owner), numberPolicy(number)] as const;
  const at = retentionTime(status.at, arrivedAt, laterCutoff(policies[0].floor, policies[1].floor));
  const isPastWindow = !isReadable(at, chatReadCutoff(...policies, arrivedAt));
  const stream = `status:${id}`;
  const facts = {
    number: _id,
    status: status.status,
    statusAt: status.at,
    at,
    errorCode: status.errors[0]?.code ?? null,
    pricing: status.pricing ? { ...status.pricing } : null,
  };
  let isNews = false as boolean;
  await handle(core.store, deliveryStatusDecider, { account, stream, by: SYSTEM }, async (state, version) => {
    isNews = reportStatus(state, facts).length > 0;
    if (!isNews) return [];
    const sealed = isPastWindow || state.isSealed ? null : await seal(core, number, status, at);
    const place = { account, number: _id, stream, conversation: stream };
    return {
      events: reportStatus(state, facts, sealed?._id ?? null),
      also: isPastWindow ? [] : await relays.rowsFor({ ...place, version: version + 1, at }),
      ...(sealed && {
        payloads: [sealed],
        guard: { collection: COLLECTIONS.numbers, id: _id, version: numberVersion },
      }),
    };
  });
  if (isNews && !isPastWindow) relays.wake();
  return { isNews, isPastWindow };
}

function seal(
  { vault }: Core,
  { account, _id }: NumberRow,
  { externalId, recipient }: InboundStatus,
  at: Date,
): Promise<Payload> {
  const content: StatusPii = {
    externalId,
    phone: recipient?.phone ?? null,
    userId: recipient?.userId ?? null,
  };
  return vault.seal({ account, scope: numberScope(_id), day: utcDay(at), subject: null, content });
}
