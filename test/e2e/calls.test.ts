import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createProviderDouble } from '../../src/providerDouble/createProviderDouble.js';
import { eventually, startTestApp, type Session, type TestApp } from '../support/app.js';
import { ACCOUNT_SID, AUTH_TOKEN, CALLER, signCallback } from '../support/callStage.js';
import { everythingIn } from '../support/scan.js';
import {
  CallsDocument,
  CreateApiKeyDocument,
  CreateNumberDocument,
  SetNumberPiiModeDocument,
} from './generated/operations.js';

/** Calls through real HTTP, the double in the provider's place. */
describe('a call comes in, is recorded, and is gone', () => {
  const double = createProviderDouble();
  let gateway: TestApp;
  let admin: Session;
  let numberId: string;
  let apiKey: string;
  const post = (
    kind: 'calls' | 'recordings',
    fields: Readonly<Record<string, string>>,
  ): Promise<Response> => {
    const url = `${gateway.url}/hooks/twilio/${numberId}/${kind}`;
    const body = new URLSearchParams(fields);
    return fetch(url, { method: 'POST', body, headers: { 'x-twilio-signature': signCallback(url, fields) } });
  };
  const call = { CallSid: 'CAe2e', AccountSid: ACCOUNT_SID, From: CALLER, To: '+4930123456' };

  beforeAll(async () => {
    await double.start();
    gateway = await startTestApp({ settings: { TWILIO_API_URL: double.origin } });
    admin = await gateway.signIn();
    const telephony = { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, recordings: 'COPY' as const };
    const input = { name: 'calls', phoneNumber: '+4930123456', telephony };
    const { createNumber } = await admin.run(CreateNumberDocument, { input });
    numberId = createNumber.number?.id ?? '';
    const key = { name: 'reader', numberId, retentionDays: 30 };
    apiKey = (await admin.run(CreateApiKeyDocument, { input: key })).createApiKey.secret ?? '';
  });
  afterAll(async () => {
    await gateway.stop();
    await double.stop();
  });

  it('is listed, and its recording is played in part', async () => {
    const sid = double.telephony.addRecording({
      callSid: 'CAe2e',
      audio: Buffer.from('hello, who is there?'),
    });
    for (const CallStatus of ['ringing', 'completed'])
      expect((await post('calls', { ...call, CallStatus, Direction: 'inbound' })).status).toBe(200);
    const recorded = { CallSid: 'CAe2e', AccountSid: ACCOUNT_SID, RecordingSid: sid };
    expect((await post('recordings', { ...recorded, RecordingStatus: 'completed' })).status).toBe(200);
    const url = await eventually(async () => {
      const { calls } = await admin.run(CallsDocument, { numberId });
      return calls.edges[0]?.node.recordings[0]?.url ?? null;
    });
    const part = await fetch(url, { headers: { range: 'bytes=7-9' } });
    expect([part.status, await part.text()]).toEqual([206, 'who']);
    const { body } = await gateway.rest('/v1/calls', apiKey);
    expect(body).toMatchObject({ calls: [{ peerNumber: CALLER, status: 'COMPLETED' }] });
    expect(gateway.logged.join('\n')).not.toContain(CALLER.slice(1));
    expect((await everythingIn(gateway.database.db)).includes(CALLER.slice(1))).toBe(false);
  });

  it('reads as if it had never been once the number stores nothing', async () => {
    await admin.run(SetNumberPiiModeDocument, { input: { numberId, mode: 'RELAY_ONLY' } });
    const { calls } = await admin.run(CallsDocument, { numberId });
    expect(calls).toMatchObject({ totalCount: 0, notice: 'PII_RELAY_ONLY' });
    expect((await gateway.rest('/v1/calls', apiKey)).body).toMatchObject({
      calls: [],
      notice: 'PII_RELAY_ONLY',
    });
  });
});
