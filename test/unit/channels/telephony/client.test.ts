import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTelephonyClient } from '../../../../src/channels/telephony/createTelephonyClient.js';
import type { TelephonyClient } from '../../../../src/channels/telephony/client.js';
import { createApiAddresses } from '../../../../src/channels/telephony/apiAddresses.js';
import { createProviderDouble } from '../../../../src/providerDouble/createProviderDouble.js';

// The client against the double, over real HTTP.

const AUTH = { accountSid: 'AC11111111111111111111111111111111', authToken: 'token' };
const double = createProviderDouble();
const { telephony } = double;
let client: TelephonyClient;
beforeAll(async () => {
  await double.start();
  client = createTelephonyClient(double.origin);
});
afterAll(() => double.stop());
beforeEach(() => {
  double.reset();
  telephony.authToken = null;
});
const of = (sid: string) => ({ accountSid: AUTH.accountSid, sid });

describe('deleting at the third party', () => {
  test('a recording, its transcriptions and the call go; what is gone is told apart', async () => {
    const sid = telephony.addRecording({ callSid: 'CA1' });
    const transcription = telephony.addTranscription(sid);
    expect(await client.transcriptionsOf(AUTH, of(sid))).toEqual([of(transcription)]);
    expect(await client.deleteTranscription(AUTH, of(transcription))).toEqual({ kind: 'DONE' });
    expect(await client.deleteRecording(AUTH, of(sid))).toEqual({ kind: 'DONE' });
    expect(await client.deleteCall(AUTH, of('CA1'))).toEqual({ kind: 'DONE' });
    expect(telephony.deleted).toEqual([transcription, sid, 'CA1']);
    expect(await client.deleteRecording(AUTH, of(sid))).toEqual({ kind: 'GONE' });
    expect(await client.transcriptionsOf(AUTH, of(sid))).toEqual([]);
  });

  test('what is not final yet waits', async () => {
    const sid = telephony.addRecording();
    telephony.setFinal(sid, false);
    expect(await client.deleteRecording(AUTH, of(sid))).toEqual({ kind: 'NOT_FINAL' });
    telephony.setFinal(sid, true);
    expect(await client.deleteRecording(AUTH, of(sid))).toEqual({ kind: 'DONE' });
  });

  test('refusals, throttling and broken connections are told apart', async () => {
    const sid = telephony.addCall();
    telephony.fault({ does: { status: 429 } }, { does: { status: 503 } }, { does: 'RESET' });
    for (const kind of ['UNREACHABLE', 'UNREACHABLE', 'UNREACHABLE'])
      expect(await client.deleteCall(AUTH, of(sid))).toMatchObject({ kind });
    telephony.authToken = 'another';
    expect(await client.deleteCall(AUTH, of(sid))).toEqual({ kind: 'REFUSED', status: 401, code: 20_003 });
    expect(telephony.has(sid)).toBe(true);
  });

  test('an id that could lead elsewhere is asked for by nobody', async () => {
    expect(await client.deleteCall(AUTH, of('../Recordings'))).toEqual({ kind: 'GONE' });
    expect(await client.deleteCall(AUTH, of('..'))).toEqual({ kind: 'GONE' });
  });
});

describe('reading audio', () => {
  const read = async (sid: string, url: string | null, range?: string) => {
    const signal = AbortSignal.timeout(5_000);
    const answer = await client.openRecording(AUTH, { ...of(sid), url }, range, signal);
    if (answer.kind !== 'OK') return answer;
    const parts: Buffer[] = [];
    for await (const part of answer.value.content) parts.push(part);
    return { ...answer.value, content: Buffer.concat(parts).toString() };
  };

  test('whole, in part, and by an address of its own', async () => {
    const sid = telephony.addRecording({ audio: Buffer.from('0123456789') });
    expect(await read(sid, null)).toMatchObject({ content: '0123456789', mimeType: 'audio/mpeg', bytes: 10 });
    expect(await read(sid, null, 'bytes=2-4')).toMatchObject({
      content: '234',
      contentRange: 'bytes 2-4/10',
    });
    const told = `${double.origin}/2010-04-01/Accounts/${AUTH.accountSid}/Recordings/${sid}`;
    expect(await read('RE0', told)).toMatchObject({ content: '0123456789' });
  });

  test('an address of somebody else’s never gets the token', async () => {
    const sid = telephony.addRecording({ audio: Buffer.from('ours') });
    expect(await read(sid, 'http://127.0.0.1:9/recording')).toMatchObject({ content: 'ours' });
  });

  test('what is gone, refused or out of reach', async () => {
    expect(await read('RE0', null)).toEqual({ kind: 'GONE' });
    const sid = telephony.addRecording();
    telephony.fault({ does: { status: 500 } });
    expect(await read(sid, null)).toMatchObject({ kind: 'LATER' });
    telephony.authToken = 'another';
    expect(await read(sid, null)).toEqual({ kind: 'TOKEN' });
  });
});

test.each([
  ['https://api.twilio.com', 'https://api.twilio.com/2010-04-01/Accounts/AC1/Calls/CA1'],
  [
    'https://a.signalwire.com/api/laml/',
    'https://a.signalwire.com/api/laml/2010-04-01/Accounts/AC1/Calls/CA1',
  ],
  [
    'https://a.signalwire.com/api/laml/2010-04-01',
    'https://a.signalwire.com/api/laml/2010-04-01/Accounts/AC1/Calls/CA1',
  ],
  ['https://api.telnyx.com/v2/texml', 'https://api.telnyx.com/v2/texml/Accounts/AC1/Calls/CA1'],
])('addresses of %s', (apiUrl, address) => {
  expect(createApiAddresses(apiUrl).of('Calls', { accountSid: 'AC1', sid: 'CA1' })).toBe(address);
});
