import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Doc } from '../events/documents.js';
import { DAY_MS, HOUR_MS } from '../lib/clock.js';
import { errorName } from '../lib/errors.js';
import type { CredentialCache } from './credentialCache.js';
import { hashSecret, newSecret } from './secrets.js';

/** A session ends this long after its last use, … */
export const SESSION_IDLE_MS = 7 * DAY_MS;
/** … and this long after it began at the latest. */
export const SESSION_MAX_MS = 30 * DAY_MS;
/** Its end is moved at most this often: a read should not cost a write. */
const RENEW_MS = HOUR_MS;

export interface SessionRow extends Doc {
  readonly account: string;
  readonly user: string;
  /** SHA-256 of the cookie's value. */
  readonly hash: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface Sessions {
  /** Starts a session and gives the cookie's value, which is kept nowhere. */
  start(account: string, user: string): Promise<string>;
  /** The living session of a cookie's value, its end moved on; null: unknown or over. */
  find(secret: string): Promise<SessionRow | null>;
  end(secret: string): Promise<void>;
}

export function createSessions(core: Core, cache: CredentialCache): Sessions {
  const { documents, clock, newId, log } = core;

  const renew = async (row: SessionRow, now: Date): Promise<void> => {
    const end = Math.min(now.getTime() + SESSION_IDLE_MS, row.createdAt.getTime() + SESSION_MAX_MS);
    if (end - row.expiresAt.getTime() < RENEW_MS) return;
    try {
      const filter = { _id: row._id, account: row.account };
      await documents.update(COLLECTIONS.sessions, [{ filter, set: { expiresAt: new Date(end) } }]);
      cache.clear();
    } catch (error) {
      // The session is good all the same; the next use tries again.
      log.warn({ error: errorName(error) }, 'A session could not be prolonged.');
    }
  };

  return {
    start: async (account, user) => {
      const { secret, hash } = newSecret();
      const createdAt = clock();
      const expiresAt = new Date(createdAt.getTime() + SESSION_IDLE_MS);
      const row: SessionRow = { _id: newId(), account, user, hash, createdAt, expiresAt };
      await documents.insertMany(COLLECTIONS.sessions, [row]);
      return secret;
    },
    find: async (secret) => {
      const hash = hashSecret(secret);
      const row = await cache.get(`session/${hash}`, () =>
        documents.findOne<SessionRow>(COLLECTIONS.sessions, { hash }),
      );
      const now = clock();
      if (!row || row.expiresAt <= now) return null;
      await renew(row, now);
      return row;
    },
    end: async (secret) => {
      await documents.deleteMany(COLLECTIONS.sessions, { hash: hashSecret(secret) });
      cache.clear();
    },
  };
}

/** Ends all sessions of a user, as when they are removed. */
export async function endSessions(
  { documents }: Pick<Core, 'documents'>,
  account: string,
  user: string,
): Promise<void> {
  await documents.deleteMany(COLLECTIONS.sessions, { account, user });
}
