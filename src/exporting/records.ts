import { COLLECTIONS } from '../events/collections.js';
import type { Doc, Filter } from '../events/documents.js';
import { fileOf } from '../media/mediaContent.js';
import type { DeliveryRow } from '../projections/webhookRows.js';
import type { RecordingView } from '../reading/recordings.js';
import type { SendLogView } from '../reading/sendLogView.js';
import type { MessageView } from '../reading/views.js';
import { inBatches } from '../retention/batches.js';
import type { RecordsDeps } from './exportDeps.js';
import { callLine, conversationLine, deliveryLine, messageLine, recordingLine, sendLine } from './shapes.js';
import { mayTellDelivery, rowsOfAll } from './sources.js';

const BATCH = 500;

/** Lists of the lines of each class. */
export type Lines = AsyncIterable<readonly object[]>;

/** What may be read of the chosen rows, batch by batch: each goes through the read gate at its own moment. */
async function* linesOf<View>(
  { services, account }: RecordsDeps,
  collection: string,
  filters: readonly Filter[],
  reader: { findMany(account: string, ids: readonly string[]): Promise<ReadonlyMap<string, View>> },
  show: (view: View) => object | null,
): Lines {
  const rows = rowsOfAll<Doc>(services.core, collection, filters, ['_id']);
  for await (const batch of inBatches(rows, BATCH)) {
    const ids = batch.map(({ _id }) => _id);
    const views = await reader.findMany(account, ids);
    yield ids.flatMap((id) => {
      const view = views.get(id);
      return (view && show(view)) ?? [];
    });
  }
}

export function messageLines(deps: RecordsDeps): Lines {
  const { services, sources } = deps;
  return linesOf(deps, COLLECTIONS.messages, sources.messages, services.messages, (view) =>
    messageLine(view, nameOfFile(view)),
  );
}

/** Where the file of a message lies in the archive; null: it has none that is stored. */
export function nameOfFile({ row, pii, file }: MessageView): string | null {
  return file?.state === 'STORED' ? nameOf('media', row._id, fileOf(pii)?.media.mimeType) : null;
}

/** The same of a recording's copy. What only the third party has is not taken from there. */
export function nameOfRecording({ row, pii, copy }: RecordingView): string | null {
  const isThere = pii !== null && row.place === 'STORE' && copy?.state === 'STORED';
  return isThere ? nameOf('recordings', row._id, copy.mimeType) : null;
}

function nameOf(folder: string, id: string, mimeType: string | null | undefined): string {
  const [, extension = 'bin'] = /^[a-z]+\/(?:x-|vnd\.)?([a-z0-9]{1,8})\b/.exec(mimeType ?? '') ?? [];
  return `${folder}/${id}.${extension}`;
}

export function conversationLines(deps: RecordsDeps): Lines {
  const { services, sources } = deps;
  return linesOf(
    deps,
    COLLECTIONS.conversations,
    sources.conversations,
    services.conversations,
    conversationLine,
  );
}

export function sendLines(deps: RecordsDeps): Lines {
  const { services, sources, whom } = deps;
  const theirs = whom && new Set([...whom.identity.phones, ...whom.identity.userIds]);
  const isTheirs = ({ row: { conversation }, pii }: SendLogView): boolean =>
    !theirs ||
    theirs.has(pii?.destinationNumber ?? '') ||
    (conversation !== null && whom.subjects.includes(conversation));
  return linesOf(deps, COLLECTIONS.sendLog, sources.sendLog, services.sendLog, (view) =>
    isTheirs(view) ? sendLine(view) : null,
  );
}

export function callLines(deps: RecordsDeps): Lines {
  const { services, sources } = deps;
  return linesOf(deps, COLLECTIONS.calls, sources.calls, services.calls, callLine);
}

export function recordingLines(deps: RecordsDeps): Lines {
  const { services, sources } = deps;
  return linesOf(deps, COLLECTIONS.recordings, sources.calls, services.recordings, (view) =>
    recordingLine(view, nameOfRecording(view)),
  );
}

export async function* deliveryLines({ services, account, sources }: RecordsDeps): Lines {
  const { core, directory } = services;
  const rows = rowsOfAll<DeliveryRow>(core, COLLECTIONS.deliveries, sources.deliveries);
  for await (const batch of inBatches(rows, BATCH)) {
    const lines: object[] = [];
    for (const row of batch)
      if (await mayTellDelivery(core, directory, account, row.at)) lines.push(deliveryLine(row));
    yield lines;
  }
}
