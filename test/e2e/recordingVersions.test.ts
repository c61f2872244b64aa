import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY_MS } from '../../src/lib/clock.js';
import { createProviderDouble } from '../../src/providerDouble/createProviderDouble.js';
import { eventually, startTestApp, type TestApp } from '../support/app.js';
import { ACCOUNT_SID, AUTH_TOKEN, signCallback } from '../support/callStage.js';
import { findVersitygw } from '../support/storage/findVersitygw.js';
import { s3Place, type VersionedPlace } from '../support/storage/places.js';
import {
  CallsDocument,
  CreateNumberDocument,
  EraseContactDocument,
  ErasureByIdDocument,
  UpdateDataRetentionDocument,
} from './generated/operations.js';

const ADA = '+4915155508821';
const BO = '+4915155508822';
const OURS = '+4930123456';

const versitygw = findVersitygw();

function recordingsSuite(program: string): void {
  describe('copies of recordings in a bucket that keeps versions', () => {
    const double = createProviderDouble();
    let place: VersionedPlace;
    let gateway: TestApp;
    let numberId: string;

    const post = async (kind: string, fields: Readonly<Record<string, string>>): Promise<void> => {
      const url = `${gateway.url}/hooks/twilio/${numberId}/${kind}`;
      const headers = { 'x-twilio-signature': signCallback(url, fields) };
      const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(fields), headers });
      expect(answer.status).toBe(200);
    };
    /** A call that is recorded and copied. @returns the copy's name */
    const call = async (From: string): Promise<string> => {
      const before = new Set(await place.versions());
      const CallSid = double.telephony.addCall();
      const of = { CallSid, AccountSid: ACCOUNT_SID };
      await post('calls', { ...of, From, To: OURS, CallStatus: 'completed', Direction: 'inbound' });
      const RecordingSid = double.telephony.addRecording({ callSid: CallSid });
      await post('recordings', { ...of, RecordingSid, RecordingStatus: 'completed' });
      return eventually(async () => {
        const { calls } = await (await gateway.signIn()).run(CallsDocument, { numberId, first: 100 });
        const isCopied = calls.edges.every(({ node }) => node.recordings[0]?.url);
        return isCopied ? ((await place.versions()).find((key) => !before.has(key)) ?? null) : null;
      });
    };

    beforeAll(async () => {
      await double.start();
      place = await s3Place(program);
      const settings = { ...place.settings, TWILIO_API_URL: double.origin };
      gateway = await startTestApp({ settings, now: new Date(Date.now() - 40 * DAY_MS) });
      const telephony = { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, recordings: 'COPY' as const };
      const input = { name: 'calls', phoneNumber: OURS, telephony };
      const admin = await gateway.signIn();
      numberId = (await admin.run(CreateNumberDocument, { input })).createNumber.number?.id ?? '';
    });
    afterAll(async () => {
      await gateway.stop();
      await double.stop();
      await place.close();
    });

    it('are swept with every version and every delete marker, and with nothing that is younger', async () => {
      for (const [who, isGone] of [
        [ADA, false],
        [BO, true],
      ] as const)
        await place.overwrite(await call(who), isGone);
      expect(await place.count()).toBe(2 + 3);
      gateway.now = new Date();
      const young = [await call(ADA), await call(BO)].sort();
      const admin = await gateway.signIn();
      await admin.run(UpdateDataRetentionDocument, { input: { days: 30 } });
      await gateway.app.runJob('sweepAccounts');
      expect(await place.versions()).toEqual(young);
      const { calls } = await admin.run(CallsDocument, { numberId, first: 100 });
      expect(calls.edges.map(({ node }) => node.from).sort()).toEqual([ADA, BO]);
      expect(double.telephony.deleted).toHaveLength(4);
    });

    it('go with every version and every delete marker when their person is erased, and nobody else’s', async () => {
      const mine = await call(ADA);
      await place.overwrite(mine, true);
      const theirs = await call(BO);
      await place.overwrite(theirs, false);
      const admin = await gateway.signIn();
      const { eraseContact } = await admin.run(EraseContactDocument, { input: { phoneNumber: ADA } });
      const id = eraseContact.erasure?.id ?? '';
      await eventually(async () => {
        const { erasure } = await admin.run(ErasureByIdDocument, { id });
        return erasure?.state === 'COMPLETED' ? erasure : null;
      });
      const left = await place.versions();
      expect(left).not.toContain(mine);
      expect(left.filter((key) => key === theirs)).toHaveLength(2);
      expect(new Set(left).size).toBe(2);
    });
  });
}

if (versitygw.kind === 'FOUND') recordingsSuite(versitygw.program);
else
  describe.skip(`copies of recordings, in S3: ${versitygw.reason}`, () =>
    it('is not tried', () => undefined));
