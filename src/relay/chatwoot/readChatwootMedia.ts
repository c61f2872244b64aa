import type { MessageContent } from '../../channels/inbound.js';
import { SECOND_MS } from '../../lib/clock.js';
import { errorName } from '../../lib/errors.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { FileAnswer, MediaReader as FileReader } from '../../media/mediaReader.js';
import type { MessageRow, NumberRow } from '../../projections/rows.js';
import type { ChatwootEvent, MediaReader, ReadFile } from './chatwootEvent.js';

/** Chatwoot's own default for attachments; a larger file is shown as one that can no longer be had. */
const MAX_FILE_BYTES = 40 * 1024 * 1024;
/** How long a file may take to come from the provider when nothing of it is stored. */
const RELAY_WITHIN_MS = 20 * SECOND_MS;

/** Reads the files of messages for agents: what is stored from the object store, what is not from the provider. */
export function createChatwootMediaReader(core: Core, files: FileReader): MediaReader {
  return async (number, event) => {
    const { content } = event;
    if (!content || !('media' in content)) return { kind: 'GONE' };
    const answer = await open(core, files, number, event, content);
    if (answer.kind !== 'OPENED') return { kind: answer.kind };
    try {
      const bytes = await collect(answer.file.content);
      if (!bytes) return { kind: 'GONE' };
      const { media, type } = content;
      const mimeType = media.mimeType ?? answer.file.mimeType ?? 'application/octet-stream';
      return { kind: 'FILE', file: { bytes, mimeType, fileName: media.fileName ?? nameOf(type, mimeType) } };
    } catch (error) {
      core.log.warn(
        { number: number._id, reason: errorName(error) },
        'A file broke off on its way to Chatwoot.',
      );
      return { kind: 'LATER' } satisfies ReadFile;
    }
  };
}

async function open(
  core: Core,
  files: FileReader,
  number: NumberRow,
  { messageId }: ChatwootEvent,
  { media, type: kind }: Extract<MessageContent, { readonly media: unknown }>,
): Promise<FileAnswer> {
  const { account, _id } = number;
  const stored =
    number.piiMode === 'RELAY_ONLY'
      ? null
      : await core.documents.findOne<MessageRow>(COLLECTIONS.messages, { _id: messageId, account });
  if (stored) {
    const row = stored.payload === null ? null : await files.find(account, stored.payload);
    return row ? files.open(row) : { kind: 'GONE' };
  }
  if (media.providerMediaId === null) return { kind: 'GONE' };
  return files.relay({ account, number: _id, media, kind }, AbortSignal.timeout(RELAY_WITHIN_MS));
}

/** Null: it is larger than Chatwoot takes. */
async function collect(content: AsyncIterable<Buffer>): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of content) {
    size += part.length;
    if (size > MAX_FILE_BYTES) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function nameOf(kind: string, mimeType: string): string {
  const ending = /^[a-z]+\/([a-z0-9]+)/.exec(mimeType)?.[1];
  return ending === undefined || ending === 'octet' ? kind : `${kind}.${ending}`;
}
