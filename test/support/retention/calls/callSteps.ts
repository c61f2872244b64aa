import { placeHold, releaseHold } from '../../../../src/administration/holds.js';
import type { PersonIdentity } from '../../../../src/channels/inbound.js';
import { COLLECTIONS } from '../../../../src/events/collections.js';
import type { CallRow } from '../../../../src/projections/callRows.js';
import type { MediaRow } from '../../../../src/projections/mediaRow.js';
import type { CallCommand } from './callCommands.js';
import { COPYING, type CallHold } from './callModel.js';
import { contextOf, idOf, type CallStage } from './callStage.js';
import { ACCOUNT_SID } from './callWorld.js';

const MAX_SPOILED = 3;

/** Somebody calls, and it may be recorded: told by the provider as it tells it, and copied where that is set. */
export async function call(
  stage: CallStage,
  { number, contact, isRecorded, age }: Extract<CallCommand, { type: 'call' }>,
): Promise<void> {
  const { world, model, outside } = stage;
  stage.calls += 1;
  const at = world.now - age - 0.5;
  const sid = outside.double.telephony.addCall(sidOf('CA', stage.calls));
  const of = { number, contact, at, isThere: true };
  const told = model.add({ ...of, kind: 'call', sid, isCopied: false });
  const place = { account: world.idOf(number.slice(0, 1)), number: world.idOf(number) };
  const phone = contact === null ? null : `+49170000000${contact.slice(1)}`;
  const when = world.instant(at);
  const { callReceiver, media } = world.services;
  await callReceiver.receive(
    place,
    {
      ...{ kind: 'call', channel: 'TELEPHONY', externalId: sid, direction: 'INBOUND', status: 'COMPLETED' },
      ...{ at: when, peer: personOf(phone), from: phone, to: '+4930123456', accountSid: ACCOUNT_SID },
      ...{ connectedAt: null, durationSeconds: 5, errorCode: null, parentExternalId: null },
    },
    world.instant(world.now),
  );
  if (!isRecorded) return;
  const audio = Buffer.from(`audio of ${sid}`);
  const recordingSid = outside.double.telephony.addRecording({
    sid: sidOf('RE', stage.calls),
    callSid: sid,
    audio,
  });
  // Without its call's row nobody knows whose it is; it is as old as it says.
  const recording = model.add({ ...of, kind: 'recording', sid: recordingSid, isCopied: COPYING.has(number) });
  await callReceiver.receive(
    place,
    {
      ...{ kind: 'recording', externalId: recordingSid, externalCallId: told.sid, accountSid: ACCOUNT_SID },
      ...{ status: 'AVAILABLE', at: when, durationSeconds: 5, channels: 1, url: null },
    },
    world.instant(world.now),
  );
  if (!recording.isCopied) return;
  await media.copier.runDue();
  const message = await idOf(stage, recording);
  const file = await world.core.documents.findOne<MediaRow>(COLLECTIONS.media, {
    account: place.account,
    message,
  });
  stage.objects.set(recordingSid, file?.object ?? 'none');
}

function personOf(phone: string | null): PersonIdentity {
  return { phone, userId: null, parentUserId: null, username: null, name: null };
}

function sidOf(kind: 'CA' | 'RE', count: number): string {
  return `${kind}${String(count).padStart(32, '0')}`;
}

/** What is out of order is so while something runs, and while nothing else is asked for. */
export function breakThings({ world, model, outside, objects }: CallStage): void {
  const { isStoreAway, stuck, isProviderAway, refused, notFinal } = model.trouble;
  const { telephony } = outside.double;
  world.store.isAway = isStoreAway;
  world.store.stuck.clear();
  for (const sid of stuck) world.store.stuck.add(objects.get(sid) ?? '');
  if (isProviderAway) telephony.fault({ does: 'RESET', times: null });
  for (const sid of refused) telephony.fault({ does: { status: 403, code: 20_003 }, sid, times: null });
  for (const { sid } of model.kept) telephony.setFinal(sid, !notFinal.has(sid));
}

export function spoil({ model }: CallStage, kind: 'stuck' | 'refused' | 'notFinal', index: number): void {
  const record = model.kept[index % Math.max(1, model.kept.length)];
  // Ten that fail in a row, and none that does not, would be the provider's fault and not theirs.
  if (!record || model.trouble[kind].size >= MAX_SPOILED) return;
  if (kind !== 'stuck' || record.kind === 'recording') model.trouble[kind].add(record.sid);
}

export function mend({ model: { trouble }, outside }: CallStage): void {
  trouble.isStoreAway = false;
  trouble.isProviderAway = false;
  outside.mail.isDown = false;
  for (const spoiled of [trouble.stuck, trouble.refused, trouble.notFinal]) spoiled.clear();
}

/** A hold on the number, or on the contact, of a call that is there. */
export async function hold(
  stage: CallStage,
  { index, isOfNumber }: Extract<CallCommand, { type: 'hold' }>,
): Promise<void> {
  const { world, model, holdIds } = stage;
  const calls = model.kept.filter(
    ({ kind, hasPii, contact }) => kind === 'call' && hasPii && contact !== null,
  );
  const call = calls[index % Math.max(1, calls.length)];
  if (!call) return;
  const row = await world.core.documents.findOne<CallRow>(COLLECTIONS.calls, {
    _id: await idOf(stage, call),
  });
  const on = isOfNumber ? { numberId: world.idOf(call.number) } : { contactId: row?.subject ?? '' };
  const placed = await placeHold(world.core, contextOf(stage, call.number), { ...on, reason: 'a lawsuit' });
  const held: CallHold = { number: call.number, contact: isOfNumber ? null : call.contact };
  model.holds.push(held);
  holdIds.set(held, placed._id);
}

export async function release(stage: CallStage, index: number): Promise<void> {
  const { world, model, holdIds } = stage;
  const [held] = model.holds.splice(index % Math.max(1, model.holds.length), 1);
  if (!held) return;
  await releaseHold(world.core, contextOf(stage, held.number), { holdId: holdIds.get(held) ?? '' });
}
