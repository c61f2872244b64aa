import type { SendStatus } from '../domain/send/sendStatus.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Doc, Filter } from '../events/documents.js';
import type { Directory } from '../projections/directory.js';
import { messageIdOf } from '../projections/messageIds.js';
import type { SendLogRow } from '../projections/sendRows.js';
import { rowsOf } from './rowsOf.js';
import { openSendLogGate } from './sendLogGate.js';
import { createSendLogView, type SendLogView } from './sendLogView.js';
import type { DateRange, Page, PageRequest } from './views.js';

export interface SendLogQuery extends DateRange {
  readonly account: string;
  /** Of one number; absent: of all that the account has. */
  readonly numberId?: string;
  readonly apiKeyId?: string;
  readonly status?: SendStatus;
}

export interface SendLogReader {
  /**
   * A page of entries, newest first. A number in RELAY_ONLY shows none (notice PII_RELAY_ONLY), one in STORE_X_DAYS
   * those of its window (PII_WINDOW); what is redacted or due is there without its PII.
   * @throws LetheError NOT_FOUND for a number that is not the account's
   */
  list(query: SendLogQuery, page: PageRequest): Promise<Page<SendLogView>>;
  /** How many entries the same query gives in all. */
  count(query: SendLogQuery): Promise<number>;
  /**
   * One entry by our id, the correlation id or the provider's id: found for ever and under every mode, for billing
   * and support; redacted when due. Null when it is not there or not the account's.
   * @param numberId only an entry of this number
   */
  find(account: string, id: string, numberId?: string): Promise<SendLogView | null>;
  /** Entries by our ids. */
  findMany(account: string, ids: readonly string[]): Promise<ReadonlyMap<string, SendLogView>>;
}

export function createSendLogReader(core: Core, directory: Directory): SendLogReader {
  const { documents } = core;
  const view = createSendLogView(core, directory);

  const findRow = async (account: string, id: string, of: Filter): Promise<SendLogRow | null> => {
    const byId = { ...of, _id: id, account };
    const row = await documents.findOne<SendLogRow>(COLLECTIONS.sendLog, byId);
    if (row) return row;
    const [latest] = await documents.find<SendLogRow>(
      COLLECTIONS.sendLog,
      { ...of, account, correlationId: id },
      { sort: { at: -1 }, limit: 1 },
    );
    return latest ?? null;
  };

  /** The provider's id is kept as what is derived from it and the number. */
  const findByExternalId = async (
    account: string,
    externalId: string,
    numberId: string | undefined,
  ): Promise<SendLogRow | null> => {
    const numbers =
      numberId === undefined
        ? await documents.find<Doc>(COLLECTIONS.numbers, { account }, { fields: ['_id'] })
        : [{ _id: numberId }];
    const keys = numbers.map(({ _id: number }) => messageIdOf(core, account, number, externalId));
    const filter = { account, externalKey: { $in: await Promise.all(keys) } };
    return documents.findOne<SendLogRow>(COLLECTIONS.sendLog, filter);
  };

  return {
    list: async (query, page) => {
      const { filter, notice } = await openSendLogGate(core, directory, query);
      if (!filter) return { items: [], hasMore: false, notice };
      const rows = await rowsOf<SendLogRow>(documents, COLLECTIONS.sendLog, 'at', filter, page);
      const items = await view(query.account, rows.slice(0, page.limit));
      return { items, hasMore: rows.length > page.limit, notice };
    },
    count: async (query) => {
      const { filter } = await openSendLogGate(core, directory, query);
      return filter ? documents.count(COLLECTIONS.sendLog, filter) : 0;
    },
    find: async (account, id, numberId) => {
      const of = numberId === undefined ? {} : { number: numberId };
      const row = (await findRow(account, id, of)) ?? (await findByExternalId(account, id, numberId));
      const [found = null] = row ? await view(account, [row]) : [];
      return found;
    },
    findMany: async (account, ids) => {
      const filter = { account, _id: { $in: [...new Set(ids)] } };
      const rows = await documents.find<SendLogRow>(COLLECTIONS.sendLog, filter);
      return new Map((await view(account, rows)).map((found) => [found.row._id, found]));
    },
  };
}
