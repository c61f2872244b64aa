import { callDecider, callStream } from '../../src/domain/call/call.js';
import { reportCall, type CallReport } from '../../src/domain/call/reportCall.js';
import { SYSTEM } from '../../src/domain/events.js';
import { recordingDecider, recordingStream } from '../../src/domain/recording/recording.js';
import { reportRecording, type RecordingReport } from '../../src/domain/recording/reportRecording.js';
import { COLLECTIONS } from '../../src/events/collections.js';
import type { Core } from '../../src/events/core.js';
import { handle } from '../../src/events/handle.js';
import { PERMANENT } from '../../src/events/keyRing.js';
import type { Payload } from '../../src/events/vault.js';
import { utcDay } from '../../src/lib/clock.js';
import type { MediaRow } from '../../src/projections/mediaRow.js';
import { numberScope } from '../../src/projections/rows.js';
import { newObjectKey } from '../../src/storage/objectKey.js';

interface TestCall {
  readonly account: string;
  readonly number: string;
  readonly at: Date;
  /** Also what its PII says. */
  readonly sid: string;
  /** Null: over WhatsApp, of which no third party has anything. */
  readonly accountSid: string | null;
  /** Who called; E.164. */
  readonly from?: string;
}

/** Stores a call of nobody that is known, as a report of the provider does; gives its id. */
export async function storeTestCall(core: Core, call: TestCall): Promise<string> {
  const { account, number, at, sid, accountSid, from = '+4915155500000' } = call;
  const id = `call-${number}-${sid}`;
  const pii = await sealPii(core, call, { externalId: sid, from, to: null });
  const reference =
    accountSid === null ? null : await sealReference(core, account, { accountSid, callSid: sid });
  const report: CallReport = {
    ...{ number, at, storedAt: core.clock(), statusAt: at, connectedAt: null, durationSeconds: 12 },
    ...{ subject: null, parent: null, errorCode: null },
    channel: accountSid === null ? 'WHATSAPP' : 'TELEPHONY',
    direction: 'INBOUND',
    status: 'COMPLETED',
  };
  await handle(core.store, callDecider, { account, stream: callStream(id), by: SYSTEM }, (state) => ({
    events: reportCall(state, report, {
      pii: { id: pii._id, bytes: pii.box.length },
      reference: reference?._id ?? null,
    }).events,
    payloads: [pii, ...(reference ? [reference] : [])],
  }));
  return id;
}

/** Stores a recording of a call; with `audio` a copy is in our object store already. Gives its id. */
export async function storeTestRecording(
  core: Core,
  recording: Omit<TestCall, 'accountSid'> & {
    readonly accountSid: string;
    readonly callSid: string;
    readonly audio: Buffer | null;
  },
): Promise<string> {
  const { account, number, at, sid, accountSid, callSid, audio } = recording;
  const id = `recording-${number}-${sid}`;
  const pii = await sealPii(core, recording, { externalId: sid, externalCallId: callSid, url: null });
  const reference = await sealReference(core, account, { accountSid, callSid, recordingSid: sid });
  const report: RecordingReport = {
    ...{ number, at, storedAt: core.clock(), startedAt: at, subject: null, durationSeconds: 12 },
    ...{ call: `call-${number}-${callSid}`, channels: 1 },
    status: 'AVAILABLE',
    direction: null,
    place: audio === null ? 'THIRD_PARTY' : 'STORE',
  };
  const stream = recordingStream(id);
  await handle(core.store, recordingDecider, { account, stream, by: SYSTEM }, (state) => ({
    events: reportRecording(state, report, {
      own: { id: pii._id, bytes: pii.box.length },
      reference: reference._id,
    }),
    payloads: [pii, reference],
  }));
  if (audio !== null) await storeCopy(core, recording, id, pii._id, audio);
  return id;
}

async function storeCopy(
  core: Core,
  { account, number, at, sid }: Omit<TestCall, 'accountSid'>,
  recording: string,
  payload: string,
  audio: Buffer,
): Promise<void> {
  const object = newObjectKey('recordings', account);
  const row: MediaRow = {
    ...{ _id: payload, account, number, message: recording, isRecording: true, at, state: 'STORED', object },
    ...{ bytes: audio.length, externalKey: sid, attempts: 1, createdAt: core.clock() },
  };
  await core.documents.insertMany(COLLECTIONS.media, [row]);
  const body = async function* () {
    yield audio;
    await Promise.resolve();
  };
  await core.objects.put(object, body(), audio.length);
}

function sealPii(
  { vault }: Core,
  { account, number, at }: Pick<TestCall, 'account' | 'number' | 'at'>,
  content: object,
): Promise<Payload> {
  return vault.seal({ account, scope: numberScope(number), day: utcDay(at), subject: null, content });
}

function sealReference({ vault }: Core, account: string, content: object): Promise<Payload> {
  return vault.seal({ account, scope: 'account', day: PERMANENT, subject: null, content });
}
