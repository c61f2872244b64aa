import type { Actor } from '../domain/events.js';
import { COLLECTIONS } from '../events/collections.js';
import { notFound } from '../lib/errors.js';
import type { ErasureHooks } from '../retention/erase/erasureLease.js';
import type { ErasureRow } from '../retention/erase/erasureRow.js';
import { createProgress } from '../retention/progress.js';
import { requestErasure, type WhomToErase } from './request.js';
import { runErasure, type ErasureDeps } from './runErasure.js';

/** Asking for, running and following the erasure of single people; see {@link ErasureRow}. */
export interface Erasures {
  /** Puts it on the list; somebody has to run it. @throws InvalidInput, NOT_FOUND */
  request(request: WhomToErase & { readonly account: string; readonly by: Actor }): Promise<ErasureRow>;
  /** Does what can be done of it at this moment; gives the row as it is then. */
  run(account: string, id: string, hooks?: ErasureHooks): Promise<ErasureRow>;
  /** What is not finished, and due. */
  due(): Promise<readonly ErasureRow[]>;
  find(account: string, id: string): Promise<ErasureRow | null>;
  /** @throws LetheError NOT_FOUND */
  get(account: string, id: string): Promise<ErasureRow>;
  /** The row now and after each change, until it is finished or the signal aborts. */
  watch(account: string, id: string, signal?: AbortSignal): AsyncIterable<ErasureRow>;
}

/** @param deps.ran told of each erasure that was tried, as it is then */
export function createErasures(
  deps: ErasureDeps & { readonly ran?: ((row: ErasureRow) => Promise<void>) | undefined },
): Erasures {
  const { documents, clock } = deps.core;
  const progress = createProgress();
  const find: Erasures['find'] = (account, id) =>
    documents.findOne<ErasureRow>(COLLECTIONS.erasures, { _id: id, account });
  const get: Erasures['get'] = async (account, id) => {
    const row = await find(account, id);
    if (!row) throw notFound('erasure');
    return row;
  };
  return {
    request: (request) => requestErasure(deps.core, request),
    run: async (account, id, hooks = {}) => {
      await runErasure(deps, account, id, hooks);
      progress.changed(id);
      const row = await get(account, id);
      await deps.ran?.(row);
      return row;
    },
    due: () => documents.find<ErasureRow>(COLLECTIONS.erasures, { open: true, dueAt: { $lte: clock() } }),
    find,
    get,
    watch: (account, id, signal) =>
      progress.watch(
        id,
        () => get(account, id),
        ({ state }) => state === 'COMPLETED',
        signal,
      ),
  };
}
