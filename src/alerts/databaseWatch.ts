import { administratorsOf } from '../administration/administrators.js';
import { INSTALLATION } from '../domain/installation/installation.js';
import { COLLECTIONS } from '../events/collections.js';
import { DuplicateKey, type Doc } from '../events/documents.js';
import { MINUTE_MS, SECOND_MS } from '../lib/clock.js';
import { errorName } from '../lib/errors.js';
import type { AccountRow } from '../projections/rows.js';
import { accountsToSweep } from '../retention/whatToSweep.js';
import { incidentMail } from './incidentMail.js';
import type { IncidentRow } from './incidentRow.js';
import type { TellingDeps } from './tellIncidents.js';

/** One process watches; another takes over when that one has not been heard of for so long. */
const WATCH_MS = 90 * SECOND_MS;
const KNOWN_MS = 10 * MINUTE_MS;

interface WatchDoc extends Doc {
  readonly account: string;
  readonly holder: string;
  readonly until: Date;
}
const WATCH = { _id: 'databaseWatch', account: INSTALLATION };

interface Told {
  readonly account: string;
  readonly accountName: string;
  readonly to: readonly string[];
}

function isNotDuplicate(error: unknown): false {
  if (error instanceof DuplicateKey) return false;
  throw error;
}

export interface DatabaseWatch {
  start(): void;
  stop(): void;
  /** Looks once. Never throws. */
  look(): Promise<void>;
}

/**
 * Tells administrators when the database is away, which nobody can look up then: so whoever watches keeps their addresses
 * in memory. Nothing can be noted either, so the process that held the watch last is the one that tells.
 * @param every between two looks (ms)
 * @param after how long it must be away (ms): an engine that is restarted is no incident
 */
export function createDatabaseWatch(
  { core, mailer, publicUrl }: TellingDeps,
  { every = 20 * SECOND_MS, after = MINUTE_MS } = {},
): DatabaseWatch {
  const { documents, clock, log, origin } = core;
  let addresses: readonly Told[] = [];
  let knownAt = -Infinity;
  let isWatching = false;
  let away: { readonly since: Date; readonly reason: string; isTold: boolean } | null = null;
  let timer: NodeJS.Timeout | undefined;

  /** Takes or keeps the watch; throws where the database is away. */
  const claim = async (): Promise<boolean> => {
    const now = clock();
    const until = new Date(now.getTime() + WATCH_MS);
    const known = await documents.findOne<WatchDoc>(COLLECTIONS.incidents, WATCH);
    if (known && known.holder !== origin && known.until > now) return false;
    if (!known) {
      const watch: WatchDoc = { ...WATCH, holder: origin, until };
      return documents.insertMany(COLLECTIONS.incidents, [watch]).then(() => true, isNotDuplicate);
    }
    // As it was read: of two processes one gets it.
    const filter = { ...WATCH, holder: known.holder, until: known.until };
    const { matched } = await documents.update(COLLECTIONS.incidents, [
      { filter, set: { holder: origin, until } },
    ]);
    return matched > 0;
  };

  const learn = async (): Promise<void> => {
    const found: Told[] = [];
    for await (const { account } of accountsToSweep(core)) {
      const to = await administratorsOf(core, account);
      const row = await documents.findOne<AccountRow>(COLLECTIONS.accounts, { _id: account, account });
      if (to.length > 0) found.push({ account, accountName: row?.name ?? account, to });
    }
    addresses = found;
    knownAt = performance.now();
  };

  const tell = async (notice: 'OPENED' | 'RESOLVED', since: Date, reason: string): Promise<void> => {
    const now = clock();
    const known = { kind: 'DATABASE_UNREACHABLE', reason, since, seenAt: now, sweep: null, notice } as const;
    const place = { what: 'DATABASE', number: null } as const;
    for (const { account, accountName, to } of addresses) {
      const row: IncidentRow = { _id: account, account, place, state: 'OPEN', ...known, resolvedAt: now };
      const mail = incidentMail({ row, accountName, left: null, publicUrl: publicUrl() });
      await mailer.send({ to, ...mail }).catch((error: unknown) => {
        log.error({ account, reason: errorName(error) }, 'Nobody could be told that the database is away.');
      });
    }
  };

  const look = async (): Promise<void> => {
    try {
      isWatching = await claim();
      if (isWatching && performance.now() - knownAt > KNOWN_MS) await learn();
      if (away?.isTold) await tell('RESOLVED', away.since, away.reason);
      away = null;
    } catch (error) {
      away ??= { since: clock(), reason: errorName(error), isTold: false };
      if (away.isTold || !isWatching || clock().getTime() - away.since.getTime() < after) return;
      away.isTold = true;
      log.error({ since: away.since, reason: away.reason }, 'The database is away.');
      await tell('OPENED', away.since, away.reason);
    }
  };

  return {
    look,
    start: () => {
      const again = (): void => {
        void look().finally(() => {
          if (timer) timer = setTimeout(again, every).unref();
        });
      };
      timer = setTimeout(again, every).unref();
    },
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
