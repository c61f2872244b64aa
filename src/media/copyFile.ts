import type { MediaAnswer, WhatsappMedia } from '../channels/whatsapp/media.js';
import { chatReadCutoff, isReadable } from '../domain/retentionRules.js';
import type { Core } from '../events/core.js';
import type { Directory } from '../projections/directory.js';
import type { MediaFailure, MediaRow } from '../projections/mediaRow.js';
import { accountPolicy, numberPolicy, type MessagePii } from '../projections/rows.js';
import { sealFile } from '../storage/sealedFile.js';
import {
  checked,
  digestOf,
  DownloadBroken,
  FileTooLarge,
  HashMismatch,
  isTypeOf,
  MAX_FILE_BYTES,
} from './fileChecks.js';
import { fileOf } from './mediaContent.js';

/** What became of one try. */
export type Copied =
  | { readonly kind: 'STORED'; readonly bytes: number }
  /** Its message is gone: whoever erased it sees to the rest. */
  | { readonly kind: 'ERASED' }
  | { readonly kind: 'FAILED'; readonly reason: MediaFailure }
  | { readonly kind: 'LATER'; readonly reason: MediaFailure; readonly afterMs: number | null };

/** Sealing adds 16 bytes to 64 KiB, and a header. */
const MAX_SEALED_BYTES = MAX_FILE_BYTES + 1024 * 1024;

/**
 * Fetches a file from the provider and keeps it, sealed as it streams. Asks the gate first: what may not be read any more
 * is not fetched. Never throws for what a provider, a network or a store can do.
 */
export async function copyFile(
  {
    core,
    directory,
    provider,
  }: { readonly core: Core; readonly directory: Directory; readonly provider: WhatsappMedia },
  row: MediaRow,
  signal: AbortSignal,
): Promise<Copied> {
  const { account, _id, object } = row;
  const token = await tokenFor(core, directory, row);
  if (token.kind !== 'TOKEN') return token;
  const opened = await core.vault.read(account, [_id], 'STORE');
  const file = fileOf((opened.get(_id) as MessagePii | undefined) ?? null);
  const key = await core.vault.fileKey(account, _id);
  if (!file || !key) return { kind: 'ERASED' };

  const { providerMediaId, mimeType, sha256 } = file.media;
  const described = await provider.describe(token.value, providerMediaId ?? '', signal);
  if (described.kind !== 'OK') return refused(described);
  const told = described.value;
  if (!isTypeOf(file.kind, mimeType) || !isTypeOf(file.kind, told.mimeType)) return failed('TYPE');
  if ((told.bytes ?? 0) > MAX_FILE_BYTES) return failed('TOO_LARGE');
  const download = await provider.download(token.value, told.url, signal);
  // The address lives minutes, the file days: another address is to be had.
  if (download.kind === 'GONE') return later('GONE');
  if (download.kind !== 'OK') return refused(download);

  let bytes = 0;
  const expected = { sha256: digestOf(sha256) ?? digestOf(told.sha256), bytes: told.bytes };
  const content = checked(download.value.content, expected, (count) => {
    bytes = count;
  });
  try {
    await core.objects.put(object, sealFile({ key, context: object }, content), MAX_SEALED_BYTES);
    return { kind: 'STORED', bytes };
  } catch (error) {
    if (error instanceof FileTooLarge) return failed('TOO_LARGE');
    if (error instanceof DownloadBroken) return later('UNREACHABLE');
    return later(error instanceof HashMismatch ? 'HASH_MISMATCH' : 'STORAGE');
  }
}

async function tokenFor(
  core: Core,
  directory: Directory,
  row: MediaRow,
): Promise<
  { readonly kind: 'TOKEN'; readonly value: string } | Exclude<Copied, { readonly kind: 'STORED' }>
> {
  const [account, number] = await Promise.all([
    directory.account(row.account),
    directory.number(row.account, row.number),
  ]);
  if (!account || !number) return { kind: 'ERASED' };
  const cutoff = chatReadCutoff(accountPolicy(account), numberPolicy(number), core.clock());
  if (!isReadable(row.at, cutoff)) return failed('EXPIRED');
  const token = (await directory.secrets(number))?.whatsapp?.accessToken;
  return token === undefined ? later('TOKEN') : { kind: 'TOKEN', value: token };
}

function refused(answer: Exclude<MediaAnswer<unknown>, { readonly kind: 'OK' }>): Copied {
  switch (answer.kind) {
    case 'GONE':
      return failed('GONE');
    case 'REFUSED':
      return later('REFUSED');
    case 'TOKEN':
      return later('TOKEN');
    case 'LATER':
      return { kind: 'LATER', reason: 'UNREACHABLE', afterMs: answer.retryAfterMs };
  }
}

function failed(reason: MediaFailure): { readonly kind: 'FAILED'; readonly reason: MediaFailure } {
  return { kind: 'FAILED', reason };
}

function later(reason: MediaFailure): Extract<Copied, { readonly kind: 'LATER' }> {
  return { kind: 'LATER', reason, afterMs: null };
}
