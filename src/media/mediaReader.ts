import { setTimeout as delay } from 'node:timers/promises';
import { SECOND_MS } from '../lib/clock.js';
import { errorName } from '../lib/errors.js';
import type { TelephonyClient } from '../channels/telephony/client.js';
import type { MediaAnswer, WhatsappMedia } from '../channels/whatsapp/media.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Directory } from '../projections/directory.js';
import type { MediaRow } from '../projections/mediaRow.js';
import type { ByteRange } from '../storage/objectStore.js';
import { BrokenSeal, openFile, sealedBytes } from '../storage/sealedFile.js';
import { checked, digestOf } from './fileChecks.js';
import type { RelayedLink, RelayedRecordingLink } from './mediaLinks.js';
import { mediaKeyOf } from './mediaKey.js';

/** A file that is being read: its first bytes are there, and were authenticated. */
export interface OpenedFile {
  readonly content: AsyncIterable<Buffer>;
  /** Of the whole file; null: the provider did not say. */
  readonly bytes: number | null;
  readonly mimeType: string | null;
  /** `Content-Range`, where it is a part that its source cut out. */
  readonly contentRange?: string | null;
}

export type FileAnswer =
  | { readonly kind: 'OPENED'; readonly file: OpenedFile }
  | { readonly kind: 'GONE' }
  /** Not fetched yet, or out of reach: to be asked for again. */
  | { readonly kind: 'LATER'; readonly retryAfterMs: number };

/** Reads files. Whether somebody may is asked before: each takes what came through the gate. */
export interface MediaReader {
  /** The row of the file whose content names this payload; null: there is none. Waits a little for one on its way. */
  find(account: string, payload: string): Promise<MediaRow | null>;
  /** The newest file that the provider calls so, for whoever asks for it by the provider's id. */
  findExternal(account: string, number: string, externalId: string): Promise<MediaRow | null>;
  /** @param range inside of the content */
  open(row: MediaRow, range?: ByteRange): Promise<FileAnswer>;
  /**
   * Streams a recording from the telephony provider; nothing of it is stored.
   * @param range the header `Range` of whoever wants only a part
   */
  relayRecording(
    recording: RelayedRecordingLink,
    range: string | undefined,
    signal: AbortSignal,
  ): Promise<FileAnswer>;
  /** Streams from the provider; nothing of it is stored. */
  relay(link: RelayedLink, signal: AbortSignal): Promise<FileAnswer>;
}

/** Whoever follows a link that came with the message may be faster than the copy. */
const WAIT_MS = 5 * SECOND_MS;
const LOOK_EVERY_MS = 200;
const RETRY_AFTER_MS = 5 * SECOND_MS;

export function createMediaReader({
  core,
  directory,
  provider,
  telephony,
}: {
  readonly core: Core;
  readonly directory: Directory;
  readonly provider: WhatsappMedia;
  readonly telephony: TelephonyClient;
}): MediaReader {
  const { documents, vault, objects } = core;
  const rowOf = (account: string, _id: string): Promise<MediaRow | null> =>
    documents.findOne<MediaRow>(COLLECTIONS.media, { account, _id });

  const open = async (row: MediaRow, range?: ByteRange): Promise<FileAnswer> => {
    const { account, _id, state, object, bytes } = row;
    if (state === 'PENDING') return { kind: 'LATER', retryAfterMs: RETRY_AFTER_MS };
    if (state !== 'STORED') return GONE;
    const key = await vault.fileKey(account, _id);
    if (!key) return GONE;
    const seal = { key, context: object };
    const content = openFile(seal, (part) => objects.get(object, part), sealedBytes(bytes), range);
    try {
      return {
        kind: 'OPENED',
        file: { content: await begun(content), bytes, mimeType: row.mimeType ?? null },
      };
    } catch (error) {
      // The object is not there, or not as it was; else the store is out of reach.
      const isBroken = error instanceof BrokenSeal;
      core.log.error(
        { account, message: row.message, reason: errorName(error) },
        'A file could not be opened.',
      );
      return isBroken ? GONE : { kind: 'LATER', retryAfterMs: RETRY_AFTER_MS };
    }
  };

  return {
    find: async (account, payload) => {
      for (let waited = 0; ; waited += LOOK_EVERY_MS) {
        const row = await rowOf(account, payload);
        const isWorthIt = row?.state === 'PENDING' && row.attempts <= 1;
        if (!isWorthIt || waited >= WAIT_MS) return row;
        await delay(LOOK_EVERY_MS);
      }
    },
    findExternal: async (account, number, externalId) => {
      const externalKey = await mediaKeyOf(core, account, number, externalId);
      const rows = await documents.find<MediaRow>(COLLECTIONS.media, { account, externalKey });
      const readable = rows.filter(({ state }) => state !== 'DOOMED');
      return readable.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())[0] ?? null;
    },
    open,
    relayRecording: async ({ account, number, accountSid, recordingSid: sid, url }, range, signal) => {
      const row = await directory.number(account, number);
      const authToken = row?.telephony && (await directory.secrets(row))?.telephony?.authToken;
      if (!row?.telephony || !authToken) return GONE;
      const auth = { accountSid: row.telephony.accountSid, authToken };
      const download = await telephony.openRecording(auth, { accountSid, sid, url }, range, signal);
      if (download.kind !== 'OK') return unavailable(download);
      const { content, ...file } = download.value;
      return { kind: 'OPENED', file: { ...file, content: await begun(content) } };
    },
    relay: async ({ account, number, media }, signal) => {
      const row = await directory.number(account, number);
      const token = row && (await directory.secrets(row))?.whatsapp?.accessToken;
      if (!token) return GONE;
      const described = await provider.describe(token, media.providerMediaId ?? '', signal);
      const download =
        described.kind === 'OK' ? await provider.download(token, described.value.url, signal) : described;
      if (described.kind !== 'OK') return unavailable(described);
      if (download.kind !== 'OK') return unavailable(download);
      const { bytes, sha256, mimeType } = described.value;
      const expected = { bytes, sha256: digestOf(media.sha256) ?? digestOf(sha256) };
      const content = await begun(checked(download.value.content, expected, () => undefined));
      return { kind: 'OPENED', file: { content, bytes, mimeType: mimeType ?? download.value.mimeType } };
    },
  };
}

const GONE: FileAnswer = { kind: 'GONE' };

function unavailable(answer: Exclude<MediaAnswer<unknown>, { readonly kind: 'OK' }>): FileAnswer {
  switch (answer.kind) {
    case 'LATER':
      return { kind: 'LATER', retryAfterMs: answer.retryAfterMs ?? RETRY_AFTER_MS };
    case 'TOKEN':
      return { kind: 'LATER', retryAfterMs: RETRY_AFTER_MS };
    case 'GONE':
    case 'REFUSED':
      return GONE;
  }
}

/**
 * Reads the first part before anything is answered: what cannot be opened is told by a status, not by a broken body.
 * Giving up before the first read closes what is open as well, which a generator that never began would not.
 */
async function begun(content: AsyncIterable<Buffer>): Promise<AsyncIterableIterator<Buffer>> {
  const source = content[Symbol.asyncIterator]();
  let first: IteratorResult<Buffer, unknown> | null = await source.next();
  const iterator: AsyncIterableIterator<Buffer> = {
    next: async () => {
      const next = first ?? (await source.next());
      first = null;
      return next.done === true ? { done: true, value: undefined } : next;
    },
    return: async () => {
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}
