import type { Deletion, TelephonyAuth, TelephonyClient } from '../channels/telephony/client.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Directory } from '../projections/directory.js';
import type { CallReference, RecordingReference } from '../projections/callRows.js';
import {
  CALLS,
  deleteCalls,
  RECORDINGS,
  type CallKind,
  type CallLike,
} from '../retention/erase/eraseCalls.js';
import { contactsLeft } from '../retention/erase/eraseContacts.js';
import type { ErasureWork } from '../retention/erase/work.js';
import { done, failedWith, HELD, waiting, type Outcome } from './outcome.js';

interface ThirdPartyDeps {
  readonly directory: Directory;
  readonly telephony: TelephonyClient;
}

/**
 * What a telephony provider keeps of the person's calls: recordings with their transcriptions, then calls. What is gone
 * there already counts as deleted; what is not final there yet is waited for.
 */
export async function eraseAtThirdParty(deps: ThirdPartyDeps, work: ErasureWork): Promise<Outcome> {
  const { core, account, subjects, tally } = work;
  if ((await contactsLeft(work)).length > 0) return HELD;
  let outcome = done();
  for (const kind of [RECORDINGS, CALLS]) {
    const filter = { account, subject: { $in: subjects }, reference: { $exists: true } };
    const rows = await core.documents.find<CallLike>(kind.collection, filter);
    const references = rows.flatMap(({ reference }) => reference ?? []);
    const opened = await core.vault.read(account, references, 'STORE');
    for (const row of rows) {
      await tally.checkpoint();
      const reference = opened.get(row.reference ?? '');
      const deletion = reference === undefined ? GONE : await remove(deps, work, kind, row.number, reference);
      const next = outcomeOf(deletion);
      if (next.state !== 'DONE') outcome = next;
      else await settle(work, kind, row);
    }
  }
  return outcome;
}

const GONE: Deletion = { kind: 'GONE' };

async function remove(
  { directory, telephony }: ThirdPartyDeps,
  { account }: ErasureWork,
  kind: CallKind,
  number: string,
  reference: unknown,
): Promise<Deletion> {
  const auth = await authOf(directory, account, number);
  if (!auth) return { kind: 'REFUSED', status: 401, code: null };
  const { accountSid, callSid } = reference as CallReference;
  if (kind === CALLS) return telephony.deleteCall(auth, { accountSid, sid: callSid });
  const recording = { accountSid, sid: (reference as RecordingReference).recordingSid };
  // They outlive the recording, and are known by it alone: so they go first.
  const transcriptions = await telephony.transcriptionsOf(auth, recording);
  if (!transcriptions) return { kind: 'UNREACHABLE', retryAfterMs: null };
  for (const transcription of transcriptions) {
    const deletion = await telephony.deleteTranscription(auth, transcription);
    if (outcomeOf(deletion).state !== 'DONE') return deletion;
  }
  return telephony.deleteRecording(auth, recording);
}

async function authOf(directory: Directory, account: string, number: string): Promise<TelephonyAuth | null> {
  const row = await directory.number(account, number);
  const secrets = row && (await directory.secrets(row));
  if (!row?.telephony || !secrets?.telephony) return null;
  return { accountSid: row.telephony.accountSid, authToken: secrets.telephony.authToken };
}

function outcomeOf(deletion: Deletion): Outcome {
  switch (deletion.kind) {
    case 'DONE':
    case 'GONE':
      return done();
    case 'NOT_FINAL':
      return waiting('NOT_FINAL');
    case 'REFUSED':
      return failedWith(`REFUSED_${String(deletion.code ?? deletion.status)}`);
    case 'UNREACHABLE':
      return failedWith('UNREACHABLE');
  }
}

async function settle(
  { core, account, tally }: ErasureWork,
  kind: CallKind,
  { _id, reference, payload }: CallLike,
): Promise<void> {
  await core.documents.transaction(async (tx) => {
    await tx.deleteMany(COLLECTIONS.payloads, { account, _id: reference });
    await tx.update(kind.collection, [{ filter: { _id, account, reference }, unset: ['reference'] }]);
    if (payload === null) await deleteCalls(tx, account, kind, [_id]);
    await tally.countIn(tx, 'THIRD_PARTY', 1);
  });
}
