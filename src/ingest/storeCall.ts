import type { InboundCall } from '../channels/calls.js';
import type { PersonIdentity } from '../channels/inbound.js';
import { callDecider, callStream, type CallState } from '../domain/call/call.js';
import { reportCall } from '../domain/call/reportCall.js';
import { SYSTEM } from '../domain/events.js';
import { chatReadCutoff, isReadable, laterCutoff, retentionTime } from '../domain/retentionRules.js';
import { COLLECTIONS } from '../events/collections.js';
import { loadState } from '../events/handle.js';
import { PERMANENT } from '../events/keyRing.js';
import type { Payload } from '../events/vault.js';
import { utcDay } from '../lib/clock.js';
import { callIdOf } from '../projections/callIds.js';
import type { CallPii, CallReference, RecordingReference } from '../projections/callRows.js';
import {
  accountPolicy,
  numberPolicy,
  numberScope,
  type AccountRow,
  type NumberRow,
} from '../projections/rows.js';
import { personIdentity } from './contacts.js';
import type { CallReceiverDeps } from './receiveCalls.js';

/** What became of a report. */
export type CallStored = 'STORED' | 'DUPLICATE' | 'PAST_WINDOW';

/** Whose a report is, as its policies are at this moment. */
export interface CallPlace {
  readonly account: AccountRow;
  readonly number: NumberRow;
}

/** The instant that retention counts from; null: what is told is outside its window already. */
export function storedAt({ account, number }: CallPlace, happenedAt: Date, arrivedAt: Date): Date | null {
  const policies = [accountPolicy(account), numberPolicy(number)] as const;
  const at = retentionTime(happenedAt, arrivedAt, laterCutoff(policies[0].floor, policies[1].floor));
  return isReadable(at, chatReadCutoff(...policies, arrivedAt)) ? at : null;
}

/** Seals what a third party is to delete by: under the account's permanent key, see CallReference. */
export function sealReference(
  { vault }: CallReceiverDeps['core'],
  account: string,
  content: CallReference | RecordingReference,
): Promise<Payload> {
  return vault.seal({ account, scope: 'account', day: PERMANENT, subject: null, content });
}

/**
 * Stores what was told of a call: sealed payload, commit, rows and what is to be told on, in one transaction.
 * @throws VersionConflict, StaleGuard, SubjectGone: decide anew
 */
export async function storeCall(
  { core, contacts, relays }: CallReceiverDeps,
  place: CallPlace,
  event: InboundCall,
  arrivedAt: Date,
): Promise<CallStored> {
  const { _id: number, account } = place.number;
  const id = await callIdOf(core, 'call', { account, number }, event.externalId);
  const stream = callStream(id);
  const { state, version } = await loadState(core.store, callDecider, account, stream);
  const at = storedAt(place, state.kind === 'KNOWN' ? state.facts.at : event.at, arrivedAt);
  if (at === null) return 'PAST_WINDOW';
  if (isToldAlready(state, event)) return 'DUPLICATE';

  const known = state.kind === 'KNOWN' ? state.facts.subject : null;
  const met =
    known === null && !isNobody(event.peer)
      ? await contacts.meet(place.number, personIdentity(event.peer), event.externalId, arrivedAt)
      : null;
  try {
    const subject = met?.id ?? known;
    const needsPii = state.kind === 'UNKNOWN' || met !== null;
    const pii = needsPii
      ? await core.vault.seal({
          account,
          scope: numberScope(number),
          day: utcDay(at),
          subject,
          content: { externalId: event.externalId, from: event.from, to: event.to } satisfies CallPii,
        })
      : null;
    const { accountSid, externalId: callSid } = event;
    const reference =
      state.kind === 'UNKNOWN' && accountSid !== null
        ? await sealReference(core, account, { accountSid, callSid })
        : null;
    const parent =
      event.parentExternalId === null
        ? null
        : await callIdOf(core, 'call', { account, number }, event.parentExternalId);
    const { channel, direction, status, connectedAt, durationSeconds, errorCode } = event;
    const { events, erase } = reportCall(
      state,
      {
        ...{ number, channel, subject, direction, parent, status, connectedAt, durationSeconds, errorCode },
        statusAt: event.at,
        at: storedAt(place, event.at, arrivedAt) ?? at,
        storedAt: arrivedAt,
      },
      { pii: pii && { id: pii._id, bytes: pii.box.length }, reference: reference?._id ?? null },
    );
    const relayed = await relays.rowsFor({
      account,
      number,
      stream,
      version: version + 1,
      at,
      conversation: stream,
    });
    await core.store.append([
      ...(met?.appends ?? []),
      {
        account,
        stream,
        expectedVersion: version,
        events,
        by: SYSTEM,
        payloads: [pii, reference].filter((payload) => payload !== null),
        erase,
        guard: { collection: COLLECTIONS.numbers, id: number, version: place.number.version },
        also: relayed,
      },
    ]);
    met?.settle(true);
    if (relayed.length > 0) relays.wake();
    return 'STORED';
  } catch (error) {
    met?.settle(false);
    throw error;
  }
}

/** Nothing of it is news: providers tell again, and nobody is to be looked up for that. */
function isToldAlready(state: CallState, { status, peer }: InboundCall): boolean {
  if (state.kind === 'UNKNOWN' || !state.told.includes(status)) return false;
  return state.facts.subject !== null || isNobody(peer);
}

function isNobody({ phone, userId, parentUserId }: PersonIdentity): boolean {
  return phone === null && userId === null && parentUserId === null;
}
