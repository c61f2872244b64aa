import type { MediaAnswer, WhatsappMedia } from '../channels/whatsapp/media.js';
import { chatReadCutoff, isReadable } from '../domain/retentionRules.js';
import type { Core } from '../events/core.js';
import type { Directory } from '../projections/directory.js';
import type { MediaFailure, MediaRow } from '../projections/mediaRow.js';
import {
  accountPolicy,
  numberPolicy,
  type MessagePii,
  type NumberRow,
  type NumberSecrets,
} from '../projections/rows.js';
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
  | { readonly kind: 'STORED'; readonly bytes: number; readonly mimeType?: string }
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
  const found = await secretsFor(core, directory, row);
  if (found.kind !== 'SECRETS') return found;
  const token = found.secrets?.whatsapp?.accessToken;
  if (token === undefined) return later('TOKEN');
  const opened = await core.vault.read(account, [_id], 'STORE');
  const file = fileOf((opened.get(_id) as MessagePii | undefined) ?? null);
  const key = await core.vault.fileKey(account, _id);
  if (!file || !key) return { kind: 'ERASED' };

  const { providerMediaId, mimeType, sha256 } = file.media;
  const described = await provider.describe(token, providerMediaId ?? '', signal);
  if (described.kind !== 'OK') return refused(described);
  const told = described.value;
  if (!isTypeOf(file.kind, mimeType) || !isTypeOf(file.kind, told.mimeType)) return failed('TYPE');
  if ((told.bytes ?? 0) > MAX_FILE_BYTES) return failed('TOO_LARGE');
  const download = await provider.download(token, told.url, signal);
  // The address lives minutes, the file days: another address is to be had.
  if (download.kind === 'GONE') return later('GONE');
  if (download.kind !== 'OK') return refused(download);

  const expected = { sha256: digestOf(sha256) ?? digestOf(told.sha256), bytes: told.bytes };
  return keepFile(core, { key, object }, download.value.content, expected);
}

/** Seals what is downloaded into the object store. Never throws for what a network or a store can do. */
export async function keepFile(
  { objects }: Core,
  { key, object }: { readonly key: Buffer; readonly object: string },
  content: AsyncIterable<Buffer>,
  expected: Parameters<typeof checked>[1],
): Promise<Copied> {
  let bytes = 0;
  const counted = checked(content, expected, (count) => {
    bytes = count;
  });
  try {
    await objects.put(object, sealFile({ key, context: object }, counted), MAX_SEALED_BYTES);
    return { kind: 'STORED', bytes };
  } catch (error) {
    if (error instanceof FileTooLarge) return failed('TOO_LARGE');
    if (error instanceof DownloadBroken) return later('UNREACHABLE');
    return later(error instanceof HashMismatch ? 'HASH_MISMATCH' : 'STORAGE');
  }
}

/** What a file is fetched with, or why it is not: what may not be read any more is not fetched. */
export async function secretsFor(
  core: Core,
  directory: Directory,
  row: MediaRow,
): Promise<
  | { readonly kind: 'SECRETS'; readonly secrets: NumberSecrets | null; readonly number: NumberRow }
  | Exclude<Copied, { readonly kind: 'STORED' }>
> {
  const [account, number] = await Promise.all([
    directory.account(row.account),
    directory.number(row.account, row.number),
  ]);
  if (!account || !number) return { kind: 'ERASED' };
  const cutoff = chatReadCutoff(accountPolicy(account), numberPolicy(number), core.clock());
  if (!isReadable(row.at, cutoff)) return failed('EXPIRED');
  return { kind: 'SECRETS', secrets: await directory.secrets(number), number };
}

export function refused(answer: Exclude<MediaAnswer<unknown>, { readonly kind: 'OK' }>): Copied {
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

export function failed(reason: MediaFailure): { readonly kind: 'FAILED'; readonly reason: MediaFailure } {
  return { kind: 'FAILED', reason };
}

export function later(reason: MediaFailure): Extract<Copied, { readonly kind: 'LATER' }> {
  return { kind: 'LATER', reason, afterMs: null };
}
