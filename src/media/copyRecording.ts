import type { TelephonyClient } from '../channels/telephony/client.js';
import type { Core } from '../events/core.js';
import { COLLECTIONS } from '../events/collections.js';
import type { RecordingPii, RecordingReference, RecordingRow } from '../projections/callRows.js';
import type { Directory } from '../projections/directory.js';
import type { MediaRow } from '../projections/mediaRow.js';
import { failed, keepFile, later, refused, secretsFor, type Copied } from './copyFile.js';
import { MAX_FILE_BYTES } from './fileChecks.js';

/** Providers tell that a recording is complete a little before it can be had. */
const PATIENT_TRIES = 4;

/**
 * Fetches a recording's audio from the telephony provider and keeps it, sealed as it streams; asks the gate first. The
 * original stays where it is: the sweep sees to it (docs/calls.md). Never throws for what a provider, a network or a
 * store can do.
 */
export async function copyRecording(
  deps: { readonly core: Core; readonly directory: Directory; readonly telephony: TelephonyClient },
  row: MediaRow,
  signal: AbortSignal,
): Promise<Copied> {
  const { core, directory, telephony } = deps;
  const { account, _id, object, message: recording } = row;
  const found = await secretsFor(core, directory, row);
  if (found.kind !== 'SECRETS') return found;
  const { secrets, number } = found;
  if (!number.telephony || !secrets?.telephony) return later('TOKEN');

  const filter = { _id: recording, account };
  const owner = await core.documents.findOne<RecordingRow>(COLLECTIONS.recordings, filter);
  const reference = owner?.reference;
  const opened = await core.vault.read(account, reference === undefined ? [_id] : [_id, reference], 'STORE');
  const pii = opened.get(_id) as RecordingPii | undefined;
  const key = await core.vault.fileKey(account, _id);
  if (!owner || !pii || !key) return { kind: 'ERASED' };
  const ids = reference === undefined ? undefined : (opened.get(reference) as RecordingReference | undefined);
  if (!ids) return failed('GONE');

  const auth = { accountSid: number.telephony.accountSid, authToken: secrets.telephony.authToken };
  const resource = { accountSid: ids.accountSid, sid: ids.recordingSid, url: pii.url };
  const download = await telephony.openRecording(auth, resource, undefined, signal);
  if (download.kind === 'GONE' && row.attempts < PATIENT_TRIES) return later('GONE');
  if (download.kind !== 'OK') return refused(download);
  const { content, bytes, mimeType } = download.value;
  const isTooLarge = (bytes ?? 0) > MAX_FILE_BYTES;
  if (isTooLarge || !isAudio(mimeType)) {
    await hangUp(content);
    return failed(isTooLarge ? 'TOO_LARGE' : 'TYPE');
  }
  const kept = await keepFile(core, { key, object }, content, { bytes, sha256: null });
  return kept.kind === 'STORED' && mimeType !== null ? { ...kept, mimeType } : kept;
}

/** Some providers tell no more than that it is bytes. */
function isAudio(mimeType: string | null): boolean {
  return mimeType === null || /^(audio\/|video\/mp4|application\/octet-stream)/i.test(mimeType);
}

/** A generator that never began closes nothing. */
async function hangUp(content: AsyncIterable<Buffer>): Promise<void> {
  const parts = content[Symbol.asyncIterator]();
  await parts.next().catch(() => undefined);
  await parts.return?.().catch(() => undefined);
}
