import { accountReadCutoff, EVERYTHING, isReadable, type Notice } from '../domain/retentionRules.js';
import type { ExportScope } from '../domain/export/export.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Doc, Filter } from '../events/documents.js';
import type { Directory } from '../projections/directory.js';
import { accountPolicy, type NumberRow } from '../projections/rows.js';
import type { Whom } from '../erasing/whom.js';
import { allowedRange, openGate } from '../reading/gate.js';
import { openSendLogGate } from '../reading/sendLogGate.js';

/** Where an export looks: every filter is bounded by what may be read at this moment. */
export interface Sources {
  readonly messages: readonly Filter[];
  readonly conversations: readonly Filter[];
  readonly sendLog: readonly Filter[];
  /** Calls, and recordings, which are dated and named alike. */
  readonly calls: readonly Filter[];
  readonly deliveries: readonly Filter[];
  readonly media: readonly Filter[];
  /** Why an export is shorter than history, by number. */
  readonly notices: readonly { readonly numberId: string; readonly notice: Notice }[];
}

/** @param whom of a contact's export: everybody they are @throws LetheError NOT_FOUND for a number that is not there */
export async function sourcesOf(
  core: Core,
  directory: Directory,
  account: string,
  scope: ExportScope,
  whom: Whom | null,
): Promise<Sources> {
  const found = {
    messages: [],
    conversations: [],
    sendLog: [],
    calls: [],
    deliveries: [],
    media: [],
    notices: [],
  } as {
    -readonly [Name in keyof Sources]: Sources[Name][number][];
  };
  const range = { startDate: scope.startDate, endDate: scope.endDate };
  for (const number of await numbersOf(core, account, scope)) {
    const place = { account, number };
    const gate = await openGate(directory, account, number, core.clock());
    if (gate.notice) found.notices.push({ numberId: number, notice: gate.notice });
    const log = await openSendLogGate(core, directory, { account, numberId: number, ...range });
    if (log.filter) found.sendLog.push(log.filter);
    const told = await deliveredRange(core, directory, account, scope);
    found.deliveries.push({
      ...place,
      at: told,
      ...(whom && { conversation: { $in: whom.subjects } }),
    });
    if (gate.isShut) continue;
    const at = allowedRange(gate, range);
    if (whom) continue;
    found.messages.push({ ...place, at });
    found.calls.push({ ...place, at });
    found.conversations.push({ ...place, 'last.at': at });
    found.media.push({ ...place, state: 'STORED' });
  }
  // Of a person by what they are on each number: the numbers' gates are asked again with each record.
  const at = allowedRange({ cutoff: null }, range);
  for (const subject of whom?.subjects ?? []) {
    found.messages.push({ account, conversation: subject, at }, { account, subject, group: true, at });
    found.conversations.push({ account, _id: subject });
    found.calls.push({ account, subject, at });
  }
  return found;
}

async function numbersOf(
  { documents }: Core,
  account: string,
  { number }: ExportScope,
): Promise<readonly string[]> {
  if (number !== null) return [number];
  const filter = { account, removedAt: { $exists: false } };
  const rows = await documents.find<NumberRow>(COLLECTIONS.numbers, filter, { fields: ['_id'] });
  return rows.map(({ _id }) => _id).sort();
}

/** What was told goes by the account's retention alone. */
async function deliveredRange(
  core: Core,
  directory: Directory,
  account: string,
  scope: ExportScope,
): Promise<Filter> {
  const row = await directory.account(account);
  const cutoff = row ? accountReadCutoff(accountPolicy(row), core.clock()) : EVERYTHING;
  return allowedRange({ cutoff }, scope);
}

/** Whether what was told at an instant may be read at this moment. */
export async function mayTellDelivery(
  core: Core,
  directory: Directory,
  account: string,
  at: Date,
): Promise<boolean> {
  const row = await directory.account(account);
  return row !== null && isReadable(at, accountReadCutoff(accountPolicy(row), core.clock()));
}

/** How many records there are, for whoever looks at the progress. */
export async function countSources(core: Core, sources: Sources): Promise<number> {
  const { messages, conversations, sendLog, calls, deliveries } = sources;
  const counts = await Promise.all(
    Object.entries({ messages, conversations, sendLog, calls, recordings: calls, deliveries }).flatMap(
      ([name, filters]) =>
        filters.map((filter) => core.documents.count(COLLECTIONS[name as keyof typeof COLLECTIONS], filter)),
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Streams what matches, by one cursor a filter. */
export async function* rowsOfAll<T extends Doc>(
  core: Core,
  collection: string,
  filters: readonly Filter[],
  fields?: readonly string[],
): AsyncGenerator<T> {
  for (const filter of filters) yield* core.documents.stream<T>(collection, filter, fields ? { fields } : {});
}
