import { addressOf } from '../../channels/outbound.js';
import type { SendPii } from '../../channels/sendPii.js';
import type { DeliveryStatusName } from '../../domain/deliveryStatus/deliveryStatus.js';
import type { SendEvent } from '../../domain/send/send.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { Commit } from '../../events/eventStore.js';
import type { PayloadSource } from '../../events/vault.js';
import type { Directory } from '../../projections/directory.js';
import { SEND_STREAM } from '../../projections/sendLog.js';
import { findSendPolicies } from '../../projections/sendPolicies.js';
import type { SendLogRow } from '../../projections/sendRows.js';
import type { RelayedEvent } from '../inboundEvents.js';
import { statusEvent } from '../messageEvent.js';

interface Told {
  readonly status: DeliveryStatusName;
  readonly at: Date;
  readonly errorCode: number | null;
  readonly errorMessage: string | null;
}

/**
 * The delivery events of sends, by commit. Each is told once, whoever told it first: we, that the provider took it
 * or never will, or the provider's status. They are told under every retention: without its PII once that is due.
 */
export async function eventsOfSends(
  core: Core,
  directory: Directory,
  account: string,
  commits: readonly Commit[],
  source: PayloadSource,
): Promise<ReadonlyMap<string, RelayedEvent>> {
  const told = commits.flatMap((commit) => {
    const events = commit.events as unknown as readonly SendEvent[];
    const [first] = events.flatMap((event) => toldBy(event) ?? []);
    return first ? [{ commit, id: commit.stream.slice(SEND_STREAM.length), ...first }] : [];
  });
  if (told.length === 0) return new Map();
  const filter = { account, _id: { $in: [...new Set(told.map(({ id }) => id))] } };
  const rows = await core.documents.find<SendLogRow>(COLLECTIONS.sendLog, filter);
  const payloads = rows.flatMap(({ payload }) => payload ?? []);
  const contents = await core.vault.read(account, payloads, source);
  const byId = new Map(rows.map((row) => [row._id, row]));

  const events = new Map<string, RelayedEvent>();
  for (const { commit, id, isOurs, ...one } of told) {
    const row = byId.get(id);
    const policies = row && (await findSendPolicies(directory, row, core.clock()));
    if (!row || !policies) continue;
    const { number } = policies;
    // The provider's statuses of such a number are relayed as they arrive, with whom they are of.
    if (number.piiMode === 'RELAY_ONLY' && !isOurs) continue;
    const opened = row.payload === null ? undefined : (contents.get(row.payload) as SendPii | undefined);
    const pii = policies.mayLog(row.at) ? opened : undefined;
    const { event, data } = statusEvent({
      numberId: number._id,
      ownPhone: number.phoneNumber,
      id,
      externalId: row.externalId ?? pii?.externalId ?? null,
      status: one.status,
      at: one.at,
      to: pii ? addressOf(pii.recipient) : '',
      error: { code: one.errorCode, message: one.errorMessage, title: null },
      correlationId: row.correlationId,
    });
    const place = { account, numberId: number._id, cursor: commit._id };
    events.set(commit._id, { id: `${id}:${one.status}`, ...place, event, data });
  }
  return events;
}

/** What an event tells of the send's way; `isOurs`: no status of the provider's tells it. */
function toldBy(event: SendEvent): (Told & { readonly isOurs: boolean }) | null {
  switch (event.type) {
    case 'SendAccepted': {
      const { from, to, at } = event.data;
      if (from === to || to !== 'SENT') return null;
      return { status: 'SENT', at, errorCode: null, errorMessage: null, isOurs: false };
    }
    case 'SendFailed': {
      const { at, errorCode, errorMessage } = event.data;
      return { status: 'FAILED', at, errorCode, errorMessage, isOurs: true };
    }
    case 'SendStatusReported': {
      const { status, from, to, at, errorCode, errorMessage } = event.data;
      // Told before, by us: that it was taken, or that it failed; and a failure after it was delivered is none.
      if ((status === 'SENT' || status === 'FAILED') && (from === to || to !== status)) return null;
      return { status, at, errorCode, errorMessage, isOurs: false };
    }
    case 'SendQueued':
    case 'SendCanceled':
    case 'SendRedacted':
      return null;
  }
}
