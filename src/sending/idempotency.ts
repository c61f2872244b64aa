import { BLIND_INDEX } from '../events/keyRing.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { DuplicateKey } from '../events/documents.js';
import { hmac } from '../events/masterKey.js';
import { DAY_MS, SECOND_MS } from '../lib/clock.js';
import { errorName } from '../lib/errors.js';
import { derivedId } from '../lib/ids.js';
import type { IdempotencyRow, OutboxRow, SendLogRow } from '../projections/sendRows.js';
import type { SendReceipt, SendRequest } from './sending.js';
import { SendRefused } from './sendRefused.js';

/** contracts/rest-v1.md: "scope number + key, 24 hours". */
const LIFE_MS = DAY_MS;
/** A request that runs renews its key's lease; so soon after its process died the key can be had again. */
const LEASE_MS = 15 * SECOND_MS;
const RENEW_EVERY_MS = 5 * SECOND_MS;
const KEY = /^[^\p{Cc}]{1,255}$/u;
const MAX_TRIES = 5;

/** What an idempotency key gives: nothing yet, so send; or what was answered before. */
export type Begun =
  | { readonly kind: 'NEW'; readonly id: string | null }
  | { readonly kind: 'REPLAY'; readonly receipt: SendReceipt };

/** Keys that make a repeated request harmless; no key and no body is kept, only what is derived under a secret. */
export interface Idempotency {
  /**
   * Takes the key for a send. The insert is the lock: of two instances one gets it.
   * @throws SendRefused IDEMPOTENCY_KEY_INVALID, _REUSED, _IN_USE
   */
  begin(request: SendRequest, send: string): Promise<Begun>;
  /**
   * Right before the provider is asked within the request: the key must be ours still, and from now on is. One that was
   * taken for dead meanwhile must not ask as well.
   * @throws SendRefused IDEMPOTENCY_KEY_IN_USE
   */
  assertHeld(account: string, id: string | null, send: string): Promise<void>;
  /** The request is over, whatever came of it: nothing is renewed any more. */
  end(send: string): void;
  /** After an error: the key is free again. */
  release(account: string, id: string | null, send: string): Promise<void>;
  /** The send was made by an append that did not name the key. */
  complete(account: string, id: string | null, send: string): Promise<void>;
}

export function createIdempotency(core: Core): Idempotency {
  const { documents, keyRing, clock } = core;

  const rowOf = async (
    { number, apiKey }: SendRequest,
    { key, body }: NonNullable<SendRequest['idempotency']>,
    send: string,
  ): Promise<IdempotencyRow> => {
    const { account, _id } = number;
    const { secret } = await keyRing.current(account, 'account', BLIND_INDEX);
    const now = clock();
    return {
      _id: derivedId(hmac(secret, 'idempotency', _id, apiKey ?? '', key)),
      account,
      number: _id,
      body: hmac(secret, 'idempotencyBody', body).toString('base64url'),
      state: 'RUNNING',
      send,
      leaseUntil: new Date(now.getTime() + LEASE_MS),
      expiresAt: new Date(now.getTime() + LIFE_MS),
    };
  };

  /** What an earlier use of the key means for this one; null: it is over without a send, the key is free. */
  const judge = async (earlier: IdempotencyRow, body: string): Promise<Begun | null> => {
    const now = clock();
    const { account, send } = earlier;
    if (earlier.expiresAt <= now) return null;
    // In this order: what is asked within a request leaves the outbox as its entry is written.
    const waiting = await documents.findOne<OutboxRow>(COLLECTIONS.outbox, { _id: send, account });
    const entry = await documents.findOne<SendLogRow>(COLLECTIONS.sendLog, { _id: send, account });
    const isRunning =
      earlier.state === 'RUNNING' &&
      (earlier.leaseUntil > now || waiting?.state === 'INLINE' || waiting?.state === 'UNCERTAIN');
    const isSent = entry !== null && (earlier.state === 'DONE' || entry.externalKey !== undefined);
    if (!isSent && !isRunning) return null;
    if (earlier.body !== body)
      throw new SendRefused(
        'IDEMPOTENCY_KEY_REUSED',
        'This idempotency key was used within 24 hours for another request: take a new key for a new message.',
      );
    if (isSent) return { kind: 'REPLAY', receipt: receiptOf(entry) };
    throw inUse();
  };

  /** @returns whether the key was ours still */
  const renew = async (account: string, id: string, send: string): Promise<boolean> => {
    const leaseUntil = new Date(clock().getTime() + LEASE_MS);
    const update = { filter: { _id: id, account, send, state: 'RUNNING' }, set: { leaseUntil } };
    return (await documents.update(COLLECTIONS.idempotency, [update])).matched > 0;
  };

  const renewals = new Map<string, NodeJS.Timeout>();
  const end = (send: string): void => {
    clearInterval(renewals.get(send));
    renewals.delete(send);
  };
  const keepRenewing = (account: string, id: string, send: string): void => {
    const tick = (): void => {
      renew(account, id, send).catch((error: unknown) => {
        core.log.warn({ send, reason: errorName(error) }, 'An idempotency key could not be renewed.');
      });
    };
    renewals.set(send, setInterval(tick, RENEW_EVERY_MS).unref());
  };

  return {
    begin: async (request, send) => {
      const { idempotency } = request;
      if (idempotency === null) return { kind: 'NEW', id: null };
      if (!KEY.test(idempotency.key))
        throw new SendRefused(
          'IDEMPOTENCY_KEY_INVALID',
          'An idempotency key has 1 to 255 characters, none of them a control character.',
        );
      const row = await rowOf(request, idempotency, send);
      const { _id, account } = row;
      for (let tries = 1; ; tries += 1) {
        try {
          await documents.insertMany(COLLECTIONS.idempotency, [row]);
          keepRenewing(account, _id, send);
          return { kind: 'NEW', id: _id };
        } catch (error) {
          if (!(error instanceof DuplicateKey) || tries >= MAX_TRIES) throw error;
        }
        const earlier = await documents.findOne<IdempotencyRow>(COLLECTIONS.idempotency, { _id, account });
        const begun = earlier && (await judge(earlier, row.body));
        if (begun) return begun;
        // Of several that find it free one inserts, and the others meet that one. Whoever renewed it meanwhile lives.
        if (earlier) {
          const { send: its, leaseUntil } = earlier;
          await documents.deleteMany(COLLECTIONS.idempotency, { _id, account, send: its, leaseUntil });
        }
      }
    },
    assertHeld: async (account, id, send) => {
      if (id !== null && !(await renew(account, id, send))) throw inUse();
    },
    end,
    release: async (account, id, send) => {
      if (id === null) return;
      const filter = { _id: id, account, send, state: 'RUNNING' };
      await documents.deleteMany(COLLECTIONS.idempotency, filter);
    },
    complete: async (account, id, send) => {
      if (id === null) return;
      const update = { filter: { _id: id, account, send }, set: { state: 'DONE' } };
      await documents.update(COLLECTIONS.idempotency, [update]);
    },
  };
}

function inUse(): SendRefused {
  return new SendRefused(
    'IDEMPOTENCY_KEY_IN_USE',
    'A request with this idempotency key is still running: ask again in a moment.',
  );
}

/** As it was answered the first time: what has no chat record was sent within its request. */
function receiptOf(row: SendLogRow): SendReceipt {
  const { _id: id, correlationId, at: createdAt, message } = row;
  return { id, correlationId, createdAt, status: message === null ? 'SENT' : 'QUEUED', isReplay: true };
}
