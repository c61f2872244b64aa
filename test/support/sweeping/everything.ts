import { readdir } from 'node:fs/promises';
import { COLLECTIONS } from '../../../src/events/collections.js';
import type { Doc } from '../../../src/events/documents.js';
import type { CallRow, RecordingRow } from '../../../src/projections/callRows.js';
import type { MediaRow } from '../../../src/projections/mediaRow.js';
import type { ConversationRow, MessageRow } from '../../../src/projections/rows.js';
import type { SendLogRow } from '../../../src/projections/sendRows.js';
import type { DeliveryRow } from '../../../src/projections/webhookRows.js';
import type { SweepStage } from './stage.js';

interface Rows {
  readonly messages: readonly MessageRow[];
  readonly calls: readonly CallRow[];
  readonly recordings: readonly RecordingRow[];
  readonly deliveries: readonly DeliveryRow[];
  readonly media: readonly MediaRow[];
  readonly conversations: readonly ConversationRow[];
  readonly sendLog: readonly SendLogRow[];
}

/** What there is, by ids: here, in the object store and at the provider. */
export interface Everything extends Readonly<Record<keyof Rows, readonly string[]>> {
  /** Of recordings, by their rows in `media`. */
  readonly copies: readonly string[];
  /** Entries of the send log that still hold PII. */
  readonly sealedSends: readonly string[];
  readonly payloads: readonly string[];
  /** Streams of records. */
  readonly streams: readonly string[];
  readonly objects: readonly string[];
  /** How many calls and recordings the provider has deleted, each once. */
  readonly deletedThere: number;
}

const NAMES = ['messages', 'calls', 'recordings', 'deliveries', 'media', 'conversations', 'sendLog'] as const;
const RECORD_STREAMS = /^(message|call|recording|send):/;

/** @returns also what a sweep has to leave of it */
export async function lookAtEverything({ database: { db }, double, objectsFolder }: SweepStage): Promise<{
  readonly all: Everything;
  /** @param cutoff of the account's retention @param keyCutoff of the API key's: up to then records are due */
  leftAfter(cutoff: Date, keyCutoff: Date): Everything;
}> {
  const find = <T extends Doc>(name: string): Promise<T[]> =>
    db.collection<T>(name).find().toArray() as never;
  const lists = await Promise.all(NAMES.map((name) => find(COLLECTIONS[name])));
  const found = Object.fromEntries(NAMES.map((name, index) => [name, lists[index]])) as unknown as Rows;
  // Endpoints are told of a sweep, too, whenever it is over.
  const deliveries = found.deliveries.filter(({ event }) => event !== 'retention.swept');
  const rows: Rows = { ...found, deliveries };
  const payloads = idsOf(await find(COLLECTIONS.payloads));
  const streams = (await db.collection(COLLECTIONS.commits).distinct('stream')) as string[];
  const files = await readdir(objectsFolder, { recursive: true, withFileTypes: true });
  const all: Everything = {
    ...idsOfAll(rows),
    payloads,
    streams: streams.filter((stream) => RECORD_STREAMS.test(stream)).sort(),
    objects: files.flatMap((file) => (file.isFile() ? [file.name] : [])).sort(),
    deletedThere: double.telephony.deleted.length,
  };
  return { all, leftAfter: (cutoff, keyCutoff) => leftOf(all, rows, cutoff, keyCutoff) };
}

function leftOf(all: Everything, rows: Rows, cutoff: Date, keyCutoff: Date): Everything {
  const isDue = ({ at }: { readonly at: Date }): boolean => at <= cutoff;
  const isDueSubject = ({ last, seenAt }: ConversationRow): boolean =>
    (!last || last.at <= cutoff) && (!seenAt || seenAt <= cutoff);
  const due: Omit<Rows, 'sendLog'> = {
    messages: rows.messages.filter(isDue),
    calls: rows.calls.filter(isDue),
    recordings: rows.recordings.filter(isDue),
    deliveries: rows.deliveries.filter(isDue),
    media: rows.media.filter(isDue),
    conversations: rows.conversations.filter(isDueSubject),
  };
  const redacted = rows.sendLog.filter(({ at, sealed }) => sealed && at <= keyCutoff);
  const gone = new Set([
    ...[...due.messages, ...due.calls, ...due.recordings, ...redacted].map(({ payload }) => payload ?? ''),
    ...[...due.calls, ...due.recordings].map(({ reference = '' }) => reference),
    ...due.conversations.map(({ identity }) => identity),
    ...due.deliveries.flatMap(({ attempts }) => attempts.map(({ response }) => response ?? '')),
    ...due.messages.map(({ _id }) => `message:${_id}`),
    ...due.calls.map(({ _id }) => `call:${_id}`),
    ...due.recordings.map(({ _id }) => `recording:${_id}`),
    ...due.media.map(({ object }) => object.split('/').at(-1) ?? ''),
  ]);
  const without = (ids: readonly string[], taken: readonly string[] = [...gone]): readonly string[] => {
    const known = new Set(taken);
    return ids.filter((id) => !known.has(id));
  };
  const left = Object.fromEntries(
    Object.entries(due).map(([name, list]) => [name, without(all[name as keyof Rows], idsOf(list))]),
  );
  return {
    ...all,
    ...left,
    copies: without(all.copies, idsOf(due.media)),
    sealedSends: without(all.sealedSends, idsOf(redacted)),
    payloads: without(all.payloads),
    streams: without(all.streams),
    objects: without(all.objects),
    deletedThere: [...due.calls, ...due.recordings].filter(({ reference }) => reference !== undefined).length,
  };
}

function idsOfAll(rows: Rows): Pick<Everything, keyof Rows | 'copies' | 'sealedSends'> {
  return {
    messages: idsOf(rows.messages),
    calls: idsOf(rows.calls),
    recordings: idsOf(rows.recordings),
    deliveries: idsOf(rows.deliveries),
    media: idsOf(rows.media),
    conversations: idsOf(rows.conversations),
    sendLog: idsOf(rows.sendLog),
    copies: idsOf(rows.media.filter(({ isRecording }) => isRecording)),
    sealedSends: idsOf(rows.sendLog.filter(({ sealed }) => sealed)),
  };
}

function idsOf(docs: readonly Doc[]): string[] {
  return docs.map(({ _id }) => _id).sort();
}
