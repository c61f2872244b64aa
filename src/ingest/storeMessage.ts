import { errorName } from '../lib/errors.js';
import type { PersonIdentity } from '../channels/inbound.js';
import type { SubjectIdentity } from '../domain/contact/contact.js';
import { SYSTEM } from '../domain/events.js';
import {
  editMessage,
  messageDecider,
  receiveMessage,
  revokeMessage,
  type MessageDecision,
  type MessageFacts,
  type MessageState,
} from '../domain/message/message.js';
import { isReadable, retentionTime, chatReadCutoff, laterCutoff } from '../domain/retentionRules.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { StaleGuard, VersionConflict, type Append } from '../events/eventStore.js';
import { loadState } from '../events/handle.js';
import { SubjectGone } from '../events/vault.js';
import { NO_RELAYS, type RelayOutbox } from '../relay/webhooks/relayOutbox.js';
import { accountPolicy, numberPolicy, type AccountRow, type NumberRow } from '../projections/rows.js';
import { doomingMedia } from '../projections/mediaRow.js';
import { carryErasedOver } from '../retention/carryErasedOver.js';
import { notesOfErased } from '../retention/erasedItems.js';
import { groupIdentity, personIdentity, type Contacts, type MetSubject } from './contacts.js';
import { messageIdOf } from '../projections/messageIds.js';
import { referencesOf, sealContent, type ChatEvent } from './messageParts.js';
import { pendingMedia } from './pendingMedia.js';
import { isSentHere, ownIdOf } from './sentMessages.js';

/** What became of a chat event. */
export type StoreOutcome = 'STORED' | 'DUPLICATE' | 'PAST_WINDOW';

const MAX_TRIES = 10;

/**
 * Stores a message, an edit or a revocation: sealed payload, commit and rows in one transaction. What is already
 * outside its window when it arrives is not stored at all.
 * @throws StaleGuard when the number's policy changed meanwhile: fetch the number again
 */
export async function storeMessage(
  core: Core,
  contacts: Contacts,
  place: { readonly account: AccountRow; readonly number: NumberRow },
  event: ChatEvent,
  arrivedAt: Date,
  relays: RelayOutbox = NO_RELAYS,
): Promise<StoreOutcome> {
  const { account, number } = place;
  const policies = [accountPolicy(account), numberPolicy(number)] as const;
  const floor = laterCutoff(policies[0].floor, policies[1].floor);
  const at = retentionTime(event.at, arrivedAt, floor);
  if (!isReadable(at, chatReadCutoff(...policies, arrivedAt))) return 'PAST_WINDOW';

  const originalId = event.kind === 'message' ? event.externalId : event.originalId;
  const externalKey = await messageIdOf(core, account._id, number._id, originalId);
  if (
    event.kind === 'message' &&
    event.direction === 'OUTBOUND' &&
    (await isSentHere(core, number, externalKey))
  )
    return 'DUPLICATE';
  // What was sent from here has an id of its own.
  const id = event.kind === 'message' ? externalKey : await ownIdOf(core, number, externalKey);
  for (let tries = 1; ; tries += 1) {
    try {
      const target = { id, at, arrivedAt, isFirstTry: tries === 1, relays };
      return await append(core, contacts, number, event, target);
    } catch (error) {
      if (!isRace(error) || tries >= MAX_TRIES) throw error;
      // A subject that was forgotten meanwhile, or an identity that changed: nothing may be used from memory.
      contacts.forgetCached();
      core.vault.forgetCached();
      if (error instanceof StaleGuard) await assertNumberUnchanged(core, number);
    }
  }
}

function isRace(error: unknown): boolean {
  return error instanceof VersionConflict || error instanceof StaleGuard || error instanceof SubjectGone;
}

async function assertNumberUnchanged(core: Core, number: NumberRow): Promise<void> {
  const filter = { _id: number._id, account: number.account };
  const row = await core.documents.findOne<NumberRow>(COLLECTIONS.numbers, filter);
  if (row?.version !== number.version) throw new StaleGuard();
}

interface Target {
  readonly id: string;
  readonly at: Date;
  readonly arrivedAt: Date;
  readonly isFirstTry: boolean;
  readonly relays: RelayOutbox;
}

async function append(
  core: Core,
  contacts: Contacts,
  number: NumberRow,
  event: ChatEvent,
  { id, at, arrivedAt, isFirstTry, relays }: Target,
): Promise<StoreOutcome> {
  const { account } = number;
  const stream = `message:${id}`;
  // Almost every message is new: the first try takes that for granted and spares the read.
  const { state, version } =
    isFirstTry && event.kind === 'message'
      ? { state: messageDecider.initial, version: 0 }
      : await loadState(core.store, messageDecider, account, stream);
  if (event.kind === 'message' && state.kind !== 'UNKNOWN' && state.isReceived) return 'DUPLICATE';

  const met: MetSubject[] = [];
  const meet = async (identity: SubjectIdentity): Promise<MetSubject> => {
    const subject = await contacts.meet(number, identity, event.externalId, arrivedAt);
    met.push(subject);
    return subject;
  };
  try {
    const group = event.group && (await meet(groupIdentity(event.group)));
    // An echo to a group names nobody: the group itself is whom it is about.
    const person = group && isNobody(event.peer) ? group : await meet(personIdentity(event.peer));
    const sealed = await sealContent(core, number, event, person.id, at);
    const facts: MessageFacts = {
      number: number._id,
      conversation: group?.id ?? person.id,
      subject: person.id,
      isGroup: group !== null,
      direction: event.direction,
      type: event.kind === 'revocation' ? 'unsupported' : event.type,
      at,
      providerAt: event.at,
      storedAt: arrivedAt,
      bytes: sealed?.box.length ?? 0,
      ...(await referencesOf(core, number, event)),
    };
    const decision = decide(event, state, facts, sealed?._id ?? '');
    const isPayloadUsed = decision.events.some(({ payload }) => payload !== undefined);
    const isNewFile = isPayloadUsed && sealed !== null;
    const media = isNewFile
      ? await pendingMedia(core, number, event, { message: id, payload: sealed._id, at, now: arrivedAt })
      : [];
    // Endpoints were told of the message as of its own instant, not of the change's.
    const toldAt = state.kind === 'UNKNOWN' ? at : state.at;
    const erased = { number: number._id, stream, version, at: toldAt, changedAt: arrivedAt };
    const message: Append = {
      account,
      stream,
      expectedVersion: version,
      events: decision.events,
      by: SYSTEM,
      payloads: sealed && isPayloadUsed ? [sealed] : [],
      erase: decision.erase,
      guard: { collection: COLLECTIONS.numbers, id: number._id, version: number.version },
      also: [
        ...media,
        ...doomingMedia(account, decision.erase, arrivedAt),
        ...(await notesOfErased(core, account, decision.erase, erased)),
      ],
    };
    if (decision.events.length === 0) {
      // Without a message nobody is met: a contact that no message leads to would be swept by nothing.
      settle(met, false);
      return 'DUPLICATE';
    }
    const place = { account, number: number._id, stream, conversation: facts.conversation };
    const relayed = await relays.rowsFor({ ...place, version: version + 1, at });
    const { isReplay } = await core.store.append([
      ...met.flatMap(({ appends }) => appends),
      { ...message, also: [...(message.also ?? []), ...relayed] },
    ]);
    settle(met, true);
    if (relayed.length > 0) relays.wake();
    if (decision.erase.length > 0) await noteSoon(core, account);
    return isReplay ? 'DUPLICATE' : 'STORED';
  } catch (error) {
    settle(met, false);
    throw error;
  }
}

/** What cannot be carried over now is by the next minute's job, or at the next start. */
async function noteSoon(core: Core, account: string): Promise<void> {
  await carryErasedOver(core, account).catch((error: unknown) => {
    core.log.warn({ account, reason: errorName(error) }, 'The key database could not be told of an erasure.');
  });
}

function settle(met: readonly MetSubject[], isAppended: boolean): void {
  for (const subject of met) subject.settle(isAppended);
}

function isNobody(person: PersonIdentity): boolean {
  return Object.values(person).every((value) => value === null);
}

function decide(
  event: ChatEvent,
  state: MessageState,
  facts: MessageFacts,
  payload: string,
): MessageDecision {
  switch (event.kind) {
    case 'message':
      return receiveMessage(state, facts, payload);
    case 'edit':
      return editMessage(state, facts, payload);
    case 'revocation':
      return revokeMessage(state, facts);
  }
}
