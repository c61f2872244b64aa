import type { Readable } from 'node:stream';
import { exportStream, type ExportEvent, type ExportScope } from '../domain/export/export.js';
import type { Actor } from '../domain/events.js';
import { COLLECTIONS } from '../events/collections.js';
import { VersionConflict } from '../events/eventStore.js';
import { DAY_MS, SECOND_MS } from '../lib/clock.js';
import { errorName, invalid, notFound } from '../lib/errors.js';
import type { ConversationRow } from '../projections/rows.js';
import { archiveOf } from './archive.js';
import type { ExportServices } from './exportDeps.js';
import { createExportLinks, type ExportLinks } from './exportLinks.js';
import { stateOf, type ExportProgress, type ExportRow } from './exportRow.js';
import { zipStream } from './zipStream.js';

export interface Download {
  readonly archive: Readable;
  readonly progress: () => ExportProgress;
}

/** Taking data out before it is forgotten; see {@link ExportRow}. */
export interface Exports extends ExportLinks {
  /** Gives the right to download. @throws InvalidInput; NOT_FOUND for a number or contact that is not the account's */
  request(request: ExportScope & { readonly account: string; readonly by: Actor }): Promise<ExportRow>;
  /** Its link works no more, from now on. @throws NOT_FOUND */
  revoke(account: string, id: string, by: Actor): Promise<ExportRow>;
  find(account: string, id: string): Promise<ExportRow | null>;
  /** @throws NOT_FOUND */
  get(account: string, id: string): Promise<ExportRow>;
  /** The archive, made as it is read; null when the export may not be downloaded (any more). Noted in the audit log. */
  download(account: string, id: string): Promise<Download | null>;
}

const LINK_MS = DAY_MS;
/** How long it is listed that somebody took data out; the audit log knows it for ever. */
const LISTED_MS = 30 * DAY_MS;
const TELL_EVERY_MS = SECOND_MS;

export function createExports(services: ExportServices, publicUrl: () => string): Exports {
  const { core, directory } = services;
  const { documents, clock, store, log } = core;

  const find: Exports['find'] = (account, id) =>
    documents.findOne<ExportRow>(COLLECTIONS.exports, { _id: id, account });
  const get: Exports['get'] = async (account, id) => {
    const row = await find(account, id);
    if (!row) throw notFound('export');
    return row;
  };
  /** One more event of its stream, whatever others wrote meanwhile. */
  const append = async (account: string, id: string, event: ExportEvent, by: Actor): Promise<void> => {
    for (;;) {
      const expectedVersion = (await store.load(account, exportStream(id))).length;
      try {
        await store.append([{ account, stream: exportStream(id), expectedVersion, events: [event], by }]);
        return;
      } catch (error) {
        if (!(error instanceof VersionConflict)) throw error;
      }
    }
  };
  const setUnlessRevoked = async (
    account: string,
    _id: string,
    set: Partial<ExportRow>,
    inc: Readonly<Record<string, number>> = {},
  ): Promise<boolean> => {
    const filter = { _id, account, state: { $ne: 'REVOKED' } };
    const { matched } = await documents.update(COLLECTIONS.exports, [{ filter, set: { ...set }, inc }]);
    return matched > 0;
  };

  const follow = (row: ExportRow, signal: AbortSignal): ((progress: ExportProgress) => void) => {
    let toldAt = -Infinity;
    return (progress) => {
      if (performance.now() - toldAt < TELL_EVERY_MS || signal.aborted) return;
      toldAt = performance.now();
      setUnlessRevoked(row.account, row._id, { progress }).catch(() => undefined);
    };
  };

  return {
    ...createExportLinks(core, directory, publicUrl),
    find,
    get,
    request: async ({ account, by, ...scope }) => {
      await assertScope(services, account, scope);
      const _id = core.newId();
      const now = clock();
      const row: ExportRow = {
        _id,
        account,
        by,
        ...scope,
        state: 'READY',
        createdAt: now,
        linkUntil: new Date(now.getTime() + LINK_MS),
        progress: { done: 0, total: 0 },
        downloads: 0,
        expiresAt: new Date(now.getTime() + LISTED_MS),
      };
      const also = [{ kind: 'insert', collection: COLLECTIONS.exports, doc: row }] as const;
      const events = [{ type: 'ExportRequested', data: scope }];
      await store.append([{ account, stream: exportStream(_id), expectedVersion: 0, events, by, also }]);
      return row;
    },
    revoke: async (account, id, by) => {
      const row = await get(account, id);
      if (row.state === 'REVOKED') return row;
      await setUnlessRevoked(account, id, { state: 'REVOKED' });
      await append(account, id, { type: 'ExportRevoked', data: {} }, by);
      return get(account, id);
    },
    download: async (account, id) => {
      const row = await find(account, id);
      if (!row || ['REVOKED', 'EXPIRED'].includes(stateOf(row, clock())) || row.linkUntil <= clock())
        return null;
      if (!(await setUnlessRevoked(account, id, { state: 'RUNNING' }, { downloads: 1 }))) return null;
      await append(account, id, { type: 'ExportDownloaded', data: {} }, row.by);
      const ended = new AbortController();
      const tell = follow(row, ended.signal);
      let last: ExportProgress = row.progress;
      const archive = zipStream(
        archiveOf(services, account, row, (progress) => {
          last = progress;
          tell(progress);
        }),
        clock(),
      );
      const end = (state: 'COMPLETED' | 'FAILED'): void => {
        if (ended.signal.aborted) return;
        ended.abort();
        setUnlessRevoked(account, id, { state, progress: last }).catch((error: unknown) => {
          log.warn({ account, export: id, reason: errorName(error) }, 'The end of an export was not noted.');
        });
      };
      archive.once('end', () => end('COMPLETED'));
      archive.once('error', (error) => {
        log.error({ account, export: id, reason: errorName(error) }, 'An export broke off.');
      });
      archive.once('close', () => end('FAILED'));
      return { archive, progress: () => last };
    },
  };
}

async function assertScope(
  { core, directory }: ExportServices,
  account: string,
  { number, contact, startDate, endDate }: ExportScope,
): Promise<void> {
  if (number !== null && contact !== null)
    throw invalid(
      'numberId',
      'ONE_AT_MOST',
      'Name a numberId or a contactId, or neither: the whole account.',
    );
  if (startDate && endDate && startDate > endDate)
    throw invalid('startDate', 'INVALID_DATE_RANGE', 'startDate is not after endDate.');
  if (number !== null && !(await directory.number(account, number))) throw notFound('number');
  const filter = { _id: contact ?? '', account };
  if (contact !== null && !(await core.documents.findOne<ConversationRow>(COLLECTIONS.conversations, filter)))
    throw notFound('contact');
}
