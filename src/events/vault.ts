import { LRUCache } from 'lru-cache';
import { SECOND_MS } from '../lib/clock.js';
import { groupBy } from '../lib/collections.js';
import type { NewId } from '../lib/ids.js';
import { COLLECTIONS } from './collections.js';
import type { Doc, DocumentOperations } from './documents.js';
import type { DataKey, KeyRing } from './keyRing.js';
import { hmac, open, seal, type SealedBox } from './masterKey.js';
import type { Subjects } from './subjects.js';

/** A sealed payload: the only place where an event's PII is. */
export interface Payload extends Doc, SealedBox {
  readonly account: string;
  readonly scope: string;
  /** The contact or group whose secret is needed beside the data key; null for settings' secrets. */
  readonly subject: string | null;
  /** The data key; null when the subject's secret alone seals (a contact's identity has no day). */
  readonly key: string | null;
}

export interface SealRequest {
  readonly account: string;
  readonly scope: string;
  /** UTC day of the record's `at`, or null: sealed by the subject's secret alone. */
  readonly day: string | null;
  readonly subject: string | null;
  /** JSON-serialisable. */
  readonly content: unknown;
}

export type PayloadSource = 'MEMORY' | 'STORE';

export interface Vault {
  /** Seals content; nothing is written: the payload goes into the same transaction as its event. */
  seal(request: SealRequest): Promise<Payload>;
  /** The content, or null when its data key or its subject's secret is destroyed: it reads as erased. */
  open(payload: Payload): Promise<unknown>;
  /**
   * Finds and opens payloads by id; ids that are gone or unreadable are missing from the answer.
   * @param source `STORE` asks the database for each: for whoever has the ids from commits, which go on naming
   *   payloads that were erased. Ids from a row that was read this moment may come from memory.
   */
  read(
    account: string,
    ids: readonly string[],
    source?: PayloadSource,
  ): Promise<ReadonlyMap<string, unknown>>;
  forgetCached(): void;
}

const CACHED_SEALING_KEYS = 20_000;
/** Payloads are held sealed, as they are stored: they never change, and only a row that is there leads to one. */
const CACHED_PAYLOAD_BYTES = 32 * 1024 * 1024;
const PAYLOAD_OVERHEAD_BYTES = 400;
const CACHE_MS = 60_000;

export function createVault(deps: {
  readonly documents: DocumentOperations;
  readonly keyRing: KeyRing;
  readonly subjects: Subjects;
  readonly newId: NewId;
}): Vault {
  const { documents, keyRing, subjects, newId } = deps;
  const sealingKeys = new LRUCache<string, Buffer>({
    max: CACHED_SEALING_KEYS,
    ttl: CACHE_MS,
    ttlResolution: SECOND_MS,
  });
  const sealed = new LRUCache<string, Payload>({
    maxSize: CACHED_PAYLOAD_BYTES,
    sizeCalculation: ({ box }) => box.length + PAYLOAD_OVERHEAD_BYTES,
    ttl: CACHE_MS,
    ttlResolution: SECOND_MS,
  });

  const find = async (
    account: string,
    ids: readonly string[],
    source: PayloadSource,
  ): Promise<readonly Payload[]> => {
    if (source === 'STORE') for (const id of ids) sealed.delete(id);
    const known = ids.flatMap((id) => sealed.get(id) ?? []).filter((payload) => payload.account === account);
    if (known.length === ids.length) return known;
    const missing = ids.filter((id) => !sealed.has(id));
    const found = await documents.find<Payload>(COLLECTIONS.payloads, { account, _id: { $in: missing } });
    for (const payload of found) sealed.set(payload._id, payload);
    return [...known, ...found];
  };

  // Both secrets enter: destroying the day's key forgets a day, destroying the subject's forgets a person.
  const sealingKey = async (
    account: string,
    dataKey: DataKey | null,
    subject: string | null,
  ): Promise<Buffer | null> => {
    const name = `${account}/${dataKey?.id ?? ''}/${subject ?? ''}`;
    const cached = sealingKeys.get(name);
    if (cached) return cached;
    const secret = subject === null ? null : await subjects.secret(account, subject);
    if (subject !== null && !secret) return null;
    const derived = dataKey
      ? secret
        ? hmac(dataKey.secret, 'payload', secret)
        : hmac(dataKey.secret, 'payload')
      : secret && hmac(secret, 'payload');
    if (derived) sealingKeys.set(name, derived);
    return derived;
  };

  const openingKey = async ({ account, key, subject }: Payload): Promise<Buffer | null> => {
    const dataKey = key === null ? null : await keyRing.find(account, key);
    return key !== null && !dataKey ? null : sealingKey(account, dataKey, subject);
  };

  return {
    seal: async ({ account, scope, day, subject, content }) => {
      const dataKey = day === null ? null : await keyRing.current(account, scope, day);
      const key = await sealingKey(account, dataKey, subject);
      if (!key) throw new SubjectGone();
      const _id = newId();
      const box = seal(key, Buffer.from(JSON.stringify(content)), contextOf({ _id, account }));
      const payload = { _id, account, scope, subject, key: dataKey?.id ?? null, ...box };
      // Whoever is told of the event next, a subscriber, needs no read for it.
      sealed.set(_id, payload);
      return payload;
    },
    open: async (payload) => {
      const key = await openingKey(payload);
      return key && openWith(key, payload);
    },
    read: async (account, ids, source = 'MEMORY') => {
      if (ids.length === 0) return new Map();
      const payloads = await find(account, ids, source);
      const contents = new Map<string, unknown>();
      // A page is of few subjects and days: the key is asked for once, and not with each of its payloads.
      for (const group of groupBy(payloads, ({ key, subject }) => `${key ?? ''}/${subject ?? ''}`).values()) {
        const [first] = group;
        const key = first && (await openingKey(first));
        if (key) for (const payload of group) contents.set(payload._id, openWith(key, payload));
      }
      return contents;
    },
    forgetCached: () => {
      sealingKeys.clear();
      sealed.clear();
      keyRing.forgetCached();
      subjects.forgetCached();
    },
  };
}

/** The subject was forgotten between being found and being used; whoever seals resolves it anew. */
export class SubjectGone extends Error {
  override readonly name = 'SubjectGone';
}

function openWith(key: Buffer, payload: Payload): unknown {
  return JSON.parse(open(key, payload, contextOf(payload)).toString('utf8')) as unknown;
}

function contextOf({ _id, account }: { readonly _id: string; readonly account: string }): string {
  return `${account}/${_id}`;
}
