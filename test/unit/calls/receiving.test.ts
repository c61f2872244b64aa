import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readAll } from '../../support/contract/objectStore.js';
import { everythingStored } from '../../support/core.js';
import {
  ACCOUNT_SID,
  CALLER,
  signCallback,
  startCallStage,
  type CallStage,
} from '../../support/callStage.js';

/** Hooks over real HTTP, the double behind them; what is stored is in memory. */
describe('calls that are stored', () => {
  let stage: CallStage;
  beforeEach(async () => {
    stage = await startCallStage('COPY');
  });
  afterEach(() => stage.stop());
  const find = async (id: string | undefined) =>
    stage.gateway.services.calls.find(stage.gateway.account, id ?? '');

  it('in whatever order and however often they are told', async () => {
    const completed = { CallDuration: '61' };
    for (const [status, more] of [
      ['completed', completed],
      ['ringing', {}],
      ['in-progress', {}],
      ['ringing', {}],
      ['completed', completed],
    ] as const)
      expect((await stage.call(status, more)).status).toBe(200);
    const [row, ...others] = await stage.calls();
    expect(others).toEqual([]);
    expect(row).toMatchObject({ status: 'COMPLETED', direction: 'INBOUND', durationSeconds: 61, version: 3 });
    expect((await find(row?._id))?.pii).toEqual({
      ...{ externalId: 'CA1', from: CALLER, to: stage.number.phoneNumber },
    });
  });

  it('many reports of a call at one moment make one call', async () => {
    const statuses = ['queued', 'ringing', 'in-progress', 'completed'];
    const told = await Promise.all([...statuses, ...statuses].map((status) => stage.call(status)));
    expect(told.map(({ status }) => status)).toEqual(told.map(() => 200));
    expect(await stage.calls()).toMatchObject([{ status: 'COMPLETED', version: 4 }]);
  });

  it('only sealed', async () => {
    await stage.call('completed', { CallSid: 'CAcanarycallsid' });
    await stage.recorded('REcanaryrecordingsid', { CallSid: 'CAcanarycallsid' });
    const stored = await everythingStored(stage.gateway.core);
    for (const canary of [CALLER, CALLER.slice(1), 'CAcanarycallsid', 'REcanaryrecordingsid'])
      expect(stored.includes(canary)).toBe(false);
  });

  it('with their recordings, copied sealed and played in parts through the gate', async () => {
    const audio = Buffer.from('the-audio-of-a-call'.repeat(10_000));
    const sid = stage.double.telephony.addRecording({ callSid: 'CA1', audio });
    await stage.call('completed');
    expect((await stage.recorded(sid)).status).toBe(200);
    await stage.gateway.services.media.copier.runDue();
    const [recording] = await stage.recordings();
    expect(recording).toMatchObject({
      place: 'STORE',
      status: 'AVAILABLE',
      stored: true,
      durationSeconds: 7,
    });
    const keys: string[] = [];
    for await (const { key } of stage.objects.list('recordings/')) keys.push(key);
    expect(keys).toHaveLength(1);
    expect((await readAll(await stage.objects.get(keys[0] ?? '')))?.includes('the-audio')).toBe(false);

    const { recordings } = stage.gateway.services;
    const view = await recordings.find(stage.gateway.account, recording?._id ?? '');
    const whole = await stage.follow(view?.url ?? null);
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'audio/mpeg']);
    expect(Buffer.from(await whole.arrayBuffer()).equals(audio)).toBe(true);
    const part = await stage.follow(view?.url ?? null, { range: 'bytes=100000-100008' });
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      `bytes 100000-100008/${String(audio.length)}`,
    ]);
    expect(await part.text()).toBe(audio.subarray(100_000, 100_009).toString());
    expect((await stage.follow(view?.url ?? null, { range: 'bytes=999999-' })).status).toBe(416);
    // The provider's own is left to the sweep.
    expect(stage.double.telephony.has(sid)).toBe(true);

    await stage.setMode('RELAY_ONLY');
    expect((await stage.follow(view?.url ?? null)).status).toBe(404);
    expect(await recordings.find(stage.gateway.account, recording?._id ?? '')).toBeNull();
  });

  it('and told: flat, once, while they may be read', async () => {
    await stage.addEndpoint();
    const sid = stage.double.telephony.addRecording({ callSid: 'CA1' });
    for (const status of ['queued', 'ringing', 'in-progress', 'completed', 'completed'])
      await stage.call(status, { CallDuration: '5' });
    await stage.recorded(sid);
    await stage.gateway.services.deliveries.pass();
    const bodies = stage.receiver.received.map(({ text }) => JSON.parse(text) as Record<string, unknown>);
    expect(bodies.map(({ event }) => event).sort()).toEqual([
      ...['call.connected', 'call.ended', 'call.ringing', 'recording.available'],
    ]);
    const [row] = await stage.calls();
    expect(bodies.find(({ event }) => event === 'call.ended')).toMatchObject({
      ...{ callId: row?._id, externalCallId: 'CA1', direction: 'INBOUND', status: 'COMPLETED' },
      ...{ from: CALLER, to: stage.number.phoneNumber, duration: 5 },
    });
    expect(bodies.find(({ event }) => event === 'recording.available')).toMatchObject({
      ...{ callId: row?._id, externalCallId: 'CA1', externalRecordingId: sid, duration: 7 },
    });
  });

  it('under one contact with the chats of the same person', async () => {
    await stage.call('ringing');
    await stage.call('ringing', { CallSid: 'CA2' });
    await stage.call('ringing', { CallSid: 'CA3', From: 'anonymous' });
    const subjects = (await stage.calls()).map(({ subject }) => subject);
    expect(new Set(subjects.filter((subject) => subject !== null)).size).toBe(1);
    expect(subjects.filter((subject) => subject === null)).toHaveLength(1);
  });
});

describe('calls of a number that stores nothing', () => {
  let stage: CallStage;
  beforeEach(async () => {
    stage = await startCallStage('COPY');
    await stage.setMode('RELAY_ONLY');
    await stage.addEndpoint();
  });
  afterEach(() => stage.stop());

  it('are told before the provider is answered, and leave nothing', async () => {
    const sid = stage.double.telephony.addRecording({ callSid: 'CA1', audio: Buffer.from('left there') });
    const before = await everythingStored(stage.gateway.core);
    expect(before.includes(CALLER)).toBe(false);
    expect((await stage.call('completed', { CallDuration: '9' })).status).toBe(200);
    expect((await stage.call('completed', { CallDuration: '9' })).status).toBe(200);
    expect((await stage.recorded(sid)).status).toBe(200);
    const [ended, recorded, ...more] = stage.receiver.received.map(
      ({ text }) => JSON.parse(text) as Record<string, string>,
    );
    expect(more).toEqual([]);
    expect(ended).toMatchObject({ event: 'call.ended', from: CALLER, duration: 9 });
    expect(recorded).toMatchObject({ event: 'recording.available', place: 'THIRD_PARTY' });

    expect([await stage.calls(), await stage.recordings()]).toEqual([[], []]);
    await stage.gateway.services.media.copier.runDue();
    const stored = await everythingStored(stage.gateway.core);
    for (const canary of [CALLER, CALLER.slice(1), 'CA1', sid]) expect(stored.includes(canary)).toBe(false);

    const link = recorded?.['recordingLink'] ?? null;
    expect(await (await stage.follow(link)).text()).toBe('left there');
    const part = await stage.follow(link, { range: 'bytes=5-9' });
    expect([part.status, await part.text()]).toEqual([206, 'there']);
  });

  it('are to be told again while an endpoint has not taken them', async () => {
    stage.receiver.answer = 500;
    expect((await stage.call('ringing')).status).toBe(503);
    stage.receiver.answer = 200;
    expect((await stage.call('ringing')).status).toBe(200);
    expect(stage.receiver.received).toHaveLength(2);
  });
});

describe('a callback that nobody may trust', () => {
  let stage: CallStage;
  beforeEach(async () => {
    stage = await startCallStage();
  });
  afterEach(() => stage.stop());

  it('is refused with a sentence, and leaves nothing', async () => {
    const fields = { CallSid: 'CA1', AccountSid: ACCOUNT_SID, CallStatus: 'ringing', From: CALLER };
    const path = `/hooks/twilio/${stage.number._id}/calls`;
    const ask = (signature: string, to = path, body = new URLSearchParams(fields)): Promise<Response> =>
      fetch(stage.origin + to, { method: 'POST', body, headers: { 'x-twilio-signature': signature } });
    const good = signCallback(`https://lethe.example.org${path}`, fields);
    const refused = await ask(signCallback(`https://evil.example${path}`, fields));
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'FORBIDDEN' });
    const changed = new URLSearchParams({ ...fields, CallStatus: 'completed' });
    expect((await ask(good, path, changed)).status).toBe(403);
    const unknown = path.replace(stage.number._id, '00000000-0000-7000-8000-000000000000');
    expect((await ask(good, unknown)).status).toBe(404);
    expect((await ask(good, path.replace(stage.number._id, stage.gateway.number._id))).status).toBe(404);
    expect(await stage.calls()).toEqual([]);
    expect((await ask(good)).status).toBe(200);
    expect((await ask(signCallback(`https://lethe.example.org:443${path}`, fields))).status).toBe(200);
  });

  it('that tells of nothing that is known is told so', async () => {
    expect((await stage.call('teleported')).status).toBe(400);
  });
});
