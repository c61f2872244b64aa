import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { DuplicateKey, type Filter } from '../events/documents.js';
import type { IncidentPlace, IncidentRow, Trouble } from './incidentRow.js';

/** Incidents of all accounts, kept in the database: each is told once at its beginning and once at its end. */
export interface Incidents {
  /** Something is wrong: opens an incident, or goes on with the one that is open. */
  report(account: string, place: IncidentPlace, trouble: Trouble): Promise<void>;
  /** All is well in this place: ends the incident that is open, if there is one. */
  resolve(account: string, place: IncidentPlace): Promise<void>;
  /** Newest first. */
  list(account: string): Promise<readonly IncidentRow[]>;
}

export function createIncidents({ documents, clock, log }: Core): Incidents {
  const update = async (filter: Filter, set: Filter, unset: readonly string[] = []): Promise<boolean> => {
    const { matched } = await documents.update(COLLECTIONS.incidents, [{ filter, set, unset }]);
    return matched > 0;
  };

  const open = async (account: string, place: IncidentPlace, trouble: Trouble): Promise<boolean> => {
    const _id = idOf(account, place);
    const now = clock();
    const { kind, reason, since = now, sweep = null } = trouble;
    const seen = { kind, reason, sweep, seenAt: now };
    if (await update({ _id, account, state: 'OPEN' }, seen)) return false;
    const notice = { notice: 'OPENED', noticeAt: now } as const;
    const opened = { ...seen, ...notice, since, state: 'OPEN', resolvedAt: null } as const;
    if (await update({ _id, account, state: 'RESOLVED' }, opened)) return true;
    try {
      const row: IncidentRow = { _id, account, place, ...opened };
      await documents.insertMany(COLLECTIONS.incidents, [row]);
      return true;
    } catch (error) {
      // Another process was faster.
      if (error instanceof DuplicateKey) return false;
      throw error;
    }
  };

  return {
    report: async (account, place, trouble) => {
      if (!(await open(account, place, trouble))) return;
      const { kind, reason, sweep } = trouble;
      log.error({ account, ...place, kind, reason, sweep }, 'Forgetting is held up.');
    },
    resolve: async (account, place) => {
      const _id = idOf(account, place);
      const now = clock();
      const set = { state: 'RESOLVED', resolvedAt: now };
      // Of what nobody was told yet nobody is told that it is over.
      const isUntold = { _id, account, state: 'OPEN', notice: 'OPENED' };
      const isOver =
        (await update(isUntold, set, ['notice', 'noticeAt'])) ||
        (await update({ _id, account, state: 'OPEN' }, { ...set, notice: 'RESOLVED', noticeAt: now }));
      if (isOver) log.info({ account, ...place }, 'Forgetting is not held up any more.');
    },
    list: (account) =>
      documents.find<IncidentRow>(COLLECTIONS.incidents, { account }, { sort: { since: -1, _id: -1 } }),
  };
}

function idOf(account: string, { what, number, erasure }: IncidentPlace): string {
  return [account, what, number, erasure].filter((part) => typeof part === 'string').join('/');
}
