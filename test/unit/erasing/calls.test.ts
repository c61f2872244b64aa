import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SYSTEM } from '../../../src/domain/events.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { CALLER, startCallStage, type CallStage } from '../../support/callStage.js';
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
    return { state, targets: Object.fromEntries(targets.map((one) => [one.target, [one.state, one.count]])) };
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
});
