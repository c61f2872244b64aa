import type { ExportScope } from '../domain/export/export.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Doc } from '../events/documents.js';
import type { MediaRow } from '../projections/mediaRow.js';
import { findWhom } from '../erasing/whom.js';
import type { ExportServices, RecordsDeps } from './exportDeps.js';
import type { ExportProgress } from './exportRow.js';
import {
  callLines,
  conversationLines,
  deliveryLines,
  messageLines,
  nameOfFile,
  nameOfRecording,
  recordingLines,
  sendLines,
  type Lines,
} from './records.js';
import { countSources, rowsOfAll, sourcesOf } from './sources.js';
import type { WrittenFile, ZipEntry } from './zipStream.js';

/** Told as it goes on. */
export type OnProgress = (progress: ExportProgress) => void;

const CLASSES: readonly (readonly [name: string, lines: (deps: RecordsDeps) => Lines])[] = [
  ['messages', messageLines],
  ['conversations', conversationLines],
  ['sendLog', sendLines],
  ['calls', callLines],
  ['recordings', recordingLines],
  ['deliveries', deliveryLines],
];

/**
 * The files of an export, one after the other, read as they are asked for: JSON Lines by class, messages' files, and last a
 * manifest that counts and hashes all of them. Everything goes through the read gate when it is read, so what falls due
 * meanwhile is missing.
 * @throws LetheError NOT_FOUND for a number or contact that is not the account's
 */
export async function* archiveOf(
  services: ExportServices,
  account: string,
  scope: ExportScope,
  onProgress: OnProgress,
): AsyncGenerator<ZipEntry> {
  const { core, directory } = services;
  const asOf = core.clock();
  const nobody = { phones: [], userIds: [] };
  const whom = scope.contact === null ? null : await findWhom(core, account, nobody, [scope.contact]);
  const sources = await sourcesOf(core, directory, account, scope, whom);
  const deps: RecordsDeps = { services, account, sources, whom };
  const total = await countSources(core, sources);
  let done = 0;
  onProgress({ done, total });

  const files: (WrittenFile & { readonly records?: number })[] = [];
  for (const [name, lines] of CLASSES) {
    let records = 0;
    const count = (more: number): void => {
      records += more;
      done += more;
      onProgress({ done: Math.min(done, total), total });
    };
    yield {
      name: `${name}.jsonl`,
      isCompressed: true,
      content: textOf(lines(deps), count),
      written: (file) => files.push({ ...file, records }),
    };
  }
  for (const entries of [mediaOf(deps), recordingsOf(deps)])
    for await (const entry of entries) yield { ...entry, written: (file) => files.push(file) };
  onProgress({ done: total, total });
  const manifest = { format: 'lethe-export/1', account, scope, asOf, finishedAt: core.clock() };
  yield {
    name: 'manifest.json',
    isCompressed: true,
    content: one(
      Buffer.from(`${JSON.stringify({ ...manifest, notices: sources.notices, files }, null, 2)}\n`),
    ),
  };
}

async function* textOf(lists: Lines, count: (records: number) => void): AsyncGenerator<Buffer> {
  for await (const list of lists) {
    count(list.length);
    if (list.length > 0) yield Buffer.from(list.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
}

async function* one(content: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(content);
}

/** Files of the messages that may be read at the moment when it is their turn. */
async function* mediaOf(deps: RecordsDeps): AsyncGenerator<ZipEntry> {
  for await (const message of messagesWithFiles(deps)) {
    const { services, account } = deps;
    const view = await services.messages.find(account, message);
    const name = view && nameOfFile(view);
    const payload = view?.row.payload ?? null;
    if (!name || payload === null) continue;
    const row = await services.mediaReader.find(account, payload);
    if (row) yield* fileEntry(deps, name, row);
  }
}

/** Copies of recordings in our object store, of calls that may be read. */
async function* recordingsOf(deps: RecordsDeps): AsyncGenerator<ZipEntry> {
  const { services, account, sources } = deps;
  const stored = sources.calls.map((filter) => ({ ...filter, stored: true }));
  for await (const { _id } of rowsOfAll<Doc>(services.core, COLLECTIONS.recordings, stored, ['_id'])) {
    const view = await services.recordings.find(account, _id);
    const name = view && nameOfRecording(view);
    if (name && view.copy) yield* fileEntry(deps, name, view.copy);
  }
}

/** What cannot be had at this moment is missing from the archive, and from the manifest. */
async function* fileEntry({ services }: RecordsDeps, name: string, row: MediaRow): AsyncGenerator<ZipEntry> {
  const opened = await services.mediaReader.open(row);
  if (opened.kind === 'OPENED') yield { name, isCompressed: false, content: opened.file.content };
}

async function* messagesWithFiles({
  services: { core },
  sources,
  whom,
}: RecordsDeps): AsyncGenerator<string> {
  if (!whom) {
    const rows = rowsOfAll<MediaRow>(core, COLLECTIONS.media, sources.media, ['message']);
    for await (const { message } of rows) yield message;
    return;
  }
  const type = { $in: ['image', 'audio', 'video', 'document', 'sticker'] };
  const filters = sources.messages.map((filter) => ({ ...filter, type }));
  for await (const { _id } of rowsOfAll<Doc>(core, COLLECTIONS.messages, filters, ['_id'])) yield _id;
}
