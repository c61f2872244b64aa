import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SYSTEM } from '../../../src/domain/events.js';
import { COLLECTIONS, KEY_COLLECTIONS } from '../../../src/events/collections.js';
import type { RecordingReference } from '../../../src/projections/callRows.js';
import { ACCOUNT_SID, CALLER, startCallStage, type CallStage } from '../../support/callStage.js';
import { storeTestCall } from '../../support/calls.js';
import { everythingStored } from '../../support/core.js';

const AUDIO = randomBytes(20_000);
const STRANGER = '+447700900999';

describe('erasing a person who has called', () => {
  let stage: CallStage;
  afterEach(() => stage.stop());

  const fill = async (recordings: 'COPY' | 'LEAVE'): Promise<void> => {
    stage = await startCallStage(recordings);
    const sid = stage.double.telephony.addRecording({ callSid: 'CA1', audio: AUDIO });
    expect((await stage.call('completed')).status).toBe(200);
    expect((await stage.call('completed', { CallSid: 'CA2', From: STRANGER })).status).toBe(200);
    expect((await stage.recorded(sid)).status).toBe(200);
    await stage.gateway.services.media.copier.runDue();
  };
  const erase = async () => {
    const { services, account } = stage.gateway;
    const row = await services.erasures.request({ account, by: SYSTEM, contact: null, phoneNumber: CALLER });
    const { state, targets } = await services.erasures.run(account, row._id);
    return {
      id: row._id,
      state,
      targets: Object.fromEntries(targets.map((one) => [one.target, [one.state, one.count]])),
    };
  };

  const thirdPartyOf = async (id: string) => {
    const { targets } = await stage.gateway.services.erasures.get(stage.gateway.account, id);
    return targets.find(({ target }) => target === 'THIRD_PARTY');
  };
  const leftAtThirdParty = async (): Promise<readonly string[]> => {
    const { core, account } = stage.gateway;
    const rows = await stage.recordings();
    const opened = await core.vault.read(
      account,
      rows.flatMap(({ reference }) => reference ?? []),
    );
    return [...opened.values()].map((reference) => (reference as RecordingReference).recordingSid);
  };

  it('deletes calls, recordings with their copies, and what the third party has; nobody else’s', async () => {
    await fill('COPY');
    const { state, targets } = await erase();
    expect(targets).toMatchObject({
      RECORDINGS: ['DONE', 1],
      CALLS: ['DONE', 1],
      THIRD_PARTY: ['DONE', 2],
      MEDIA: ['DONE', 1],
    });
    expect(state).toBe('COMPLETED');
    expect(await stage.recordings()).toEqual([]);
    expect(await stage.calls()).toHaveLength(1);
    const { core, account } = stage.gateway;
    expect(await core.documents.count(COLLECTIONS.media, { account })).toBe(0);
    const stored = await everythingStored(core);
    expect(stored.includes(CALLER.slice(1))).toBe(false);
  });

  it('waits for what is not final at the third party, and tries again what that one refused', async () => {
    await fill('LEAVE');
    const { double, gateway } = stage;
    const [recording = ''] = await leftAtThirdParty();
    double.telephony.setFinal('CA1', false);
    // One request asks for its transcriptions, one deletes it.
    const does = { status: 403, code: 20003 };
    double.telephony.fault({ on: 'Recordings', sid: recording, times: 2, does });
    const first = await erase();
    const target = await thirdPartyOf(first.id);
    // The refusal is told: it is what somebody may have to act on.
    expect(target).toMatchObject({ state: 'FAILED', count: 0, lastError: 'ThirdPartyRefused_20003' });
    expect(double.telephony.has(recording)).toBe(true);
    expect(await everythingStored(gateway.core)).not.toContain(CALLER.slice(1));

    await gateway.services.erasures.run(gateway.account, first.id);
    expect(await thirdPartyOf(first.id)).toMatchObject({
      state: 'PENDING',
      count: 1,
      lastError: 'NOT_FINAL',
    });
    expect(double.telephony.has(recording)).toBe(false);

    double.telephony.setFinal('CA1', true);
    const { state } = await gateway.services.erasures.run(gateway.account, first.id);
    expect(state).toBe('COMPLETED');
    expect(await thirdPartyOf(first.id)).toMatchObject({ state: 'DONE', count: 2 });
    expect(await stage.recordings()).toEqual([]);
    expect(await stage.calls()).toHaveLength(1);
    expect(double.telephony.has('CA1')).toBe(false);
  });

  it('stops asking a third party that does not answer at all', async () => {
    await fill('LEAVE');
    for (let call = 0; call < 30; call += 1) {
      const CallSid = `CA7${String(call)}`;
      stage.double.telephony.addCall(CallSid);
      expect((await stage.call('completed', { CallSid })).status).toBe(200);
    }
    const refusals = 30;
    stage.double.telephony.fault({ on: 'Calls', does: 'RESET', times: refusals });
    const { id } = await erase();
    expect(await thirdPartyOf(id)).toMatchObject({ state: 'FAILED', lastError: 'ThirdPartyUnreachable' });
    // It was not asked for each of the 31: some of what was to fail is left.
    expect(stage.double.telephony.takeFault('Calls', 'CA1')).toBe('RESET');
  });

  it('finds a recording that came before it was known whose call it is', async () => {
    stage = await startCallStage('LEAVE');
    const sid = stage.double.telephony.addRecording({ callSid: 'CA1' });
    expect((await stage.recorded(sid)).status).toBe(200);
    expect((await stage.call('completed')).status).toBe(200);
    const [recording] = await stage.recordings();
    expect(recording?.subject).toBeNull();
    const { state, targets } = await erase();
    expect(targets).toMatchObject({ RECORDINGS: ['DONE', 1], CALLS: ['DONE', 1], THIRD_PARTY: ['DONE', 2] });
    expect(state).toBe('COMPLETED');
    expect([...(await stage.recordings()), ...(await stage.calls())]).toEqual([]);
    expect(stage.double.telephony.has(sid)).toBe(false);
  });

  it('finds calls without a contact by their parties, and leaves those of hidden callers', async () => {
    stage = await startCallStage('LEAVE');
    const { core, account } = stage.gateway;
    // As rows of a contact that was forgotten while its call was reported.
    const own = { account, number: stage.number._id, at: stage.gateway.now, accountSid: ACCOUNT_SID };
    await storeTestCall(core, { ...own, sid: stage.double.telephony.addCall('CA8'), from: CALLER });
    await storeTestCall(core, { ...own, sid: stage.double.telephony.addCall('CA9'), from: STRANGER });
    expect((await stage.call('completed', { From: 'anonymous', CallSid: 'CA7' })).status).toBe(200);
    const { targets } = await erase();
    expect(targets).toMatchObject({ CALLS: ['DONE', 1], THIRD_PARTY: ['DONE', 1] });
    expect(await stage.calls()).toHaveLength(2);
    expect(stage.double.telephony.has('CA8')).toBe(false);
    expect(stage.double.telephony.has('CA9')).toBe(true);
    expect(await core.keys.count(KEY_COLLECTIONS.erasedItems, { account, kind: 'PAYLOAD' })).toBe(1);
  });
});
