import { LRUCache } from 'lru-cache';
import type { InboundGroup, PersonIdentity } from '../channels/inbound.js';
import { SECOND_MS } from '../lib/clock.js';
import { deferred } from '../lib/deferred.js';
import { SYSTEM } from '../domain/events.js';
import {
  identifiersOf,
  isSameIdentity,
  mergeIdentity,
  type ContactEvent,
  type SubjectIdentity,
} from '../domain/contact/contact.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Append } from '../events/eventStore.js';
import type { Payload } from '../events/vault.js';
import { numberScope, type ConversationRow, type NumberRow } from '../projections/rows.js';

/** A contact or group, and what must be appended along with the message because it is new or told more. */
export interface MetSubject {
  readonly id: string;
  readonly appends: readonly Append[];
  /** To be called once the appends are in the store, and when they failed. */
  readonly settle: (isAppended: boolean) => void;
}

/** Finds or makes the subjects of incoming messages and keeps their identities up to date. */
export interface Contacts {
  meet(number: NumberRow, identity: SubjectIdentity, fallback: string, now: Date): Promise<MetSubject>;
  forgetCached(): void;
}

interface Known {
  readonly version: number;
  readonly payload: string;
  readonly identity: SubjectIdentity;
}

const CACHED_IDENTITIES = 50_000;
const CACHE_MS = 60_000;

export function createContacts(core: Core): Contacts {
  const { documents, subjects, vault } = core;
  const known = new LRUCache<string, Promise<Known | null>>({
    max: CACHED_IDENTITIES,
    ttl: CACHE_MS,
    ttlResolution: SECOND_MS,
  });

  const load = async (account: string, id: string): Promise<Known | null> => {
    const row = await documents.findOne<ConversationRow>(COLLECTIONS.conversations, { _id: id, account });
    if (!row) return null;
    const payload = await documents.findOne<Payload>(COLLECTIONS.payloads, { _id: row.identity, account });
    const identity = payload && ((await vault.open(payload)) as SubjectIdentity | null);
    return identity && { version: row.version, payload: row.identity, identity };
  };

  const find = (account: string, id: string): Promise<Known | null> => {
    const cached = known.get(id);
    if (cached) return cached;
    const pending = load(account, id);
    known.set(id, pending);
    pending.then(
      (found) => found ?? known.delete(id),
      () => known.delete(id),
    );
    return pending;
  };

  const nothing = (id: string): MetSubject => ({ id, appends: [], settle: () => undefined });

  return {
    meet: async (number, told, fallback, now) => {
      const { account } = number;
      const scope = numberScope(number._id);
      const identifiers = identifiersOf(told);
      const request = {
        account,
        scope,
        identifiers: identifiers.length > 0 ? identifiers : [`message:${fallback}`],
      };
      const { id, isNew } = await subjects.resolve(request);
      const before = isNew ? null : await find(account, id);
      const identity = before ? mergeIdentity(before.identity, told) : told;
      if (before && isSameIdentity(before.identity, identity)) return nothing(id);

      // Others who meet the same subject now wait for this append instead of racing it.
      const outcome = deferred<Known | null>();
      known.set(id, outcome.promise);
      const fail = (): void => {
        outcome.resolve(null);
        known.delete(id);
      };
      try {
        const payload = await vault.seal({ account, scope, day: null, subject: id, content: identity });
        const version = before?.version ?? 0;
        const append: Append = {
          account,
          stream: `contact:${id}`,
          expectedVersion: version,
          events: [eventOf(number._id, identity, before !== null, payload._id, now)],
          by: SYSTEM,
          payloads: [payload],
          ...(before && { erase: [before.payload] }),
        };
        const settle = (isAppended: boolean): void => {
          if (isAppended) outcome.resolve({ version: version + 1, payload: payload._id, identity });
          else fail();
        };
        return { id, appends: [append], settle };
      } catch (error) {
        fail();
        throw error;
      }
    },
    forgetCached: () => {
      known.clear();
    },
  };
}

function eventOf(
  number: string,
  identity: SubjectIdentity,
  isKnown: boolean,
  payload: string,
  now: Date,
): ContactEvent {
  const type = identity.groupId === null ? 'DIRECT' : 'GROUP';
  return isKnown
    ? { type: 'ContactRenamed', data: { number }, payload }
    : { type: 'ContactSeen', data: { number, type, seenAt: now }, payload };
}

export function personIdentity(person: PersonIdentity): SubjectIdentity {
  const { phone, userId, parentUserId, username, name } = person;
  return { phone, userId, parentUserId, username, name, groupId: null };
}

export function groupIdentity(group: InboundGroup): SubjectIdentity {
  return {
    phone: null,
    userId: null,
    parentUserId: null,
    username: null,
    name: group.name,
    groupId: group.externalId,
  };
}
