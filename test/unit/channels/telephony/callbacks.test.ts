import { describe, expect, test } from '@jest/globals';
import {
  readCallStatus,
  readFields,
  readRecordingStatus,
} from '../../../../src/channels/telephony/readCallback.js';
import { verifySignature, withAndWithoutPort } from '../../../../src/channels/telephony/verifySignature.js';

const NOW = new Date('2026-03-01T12:00:00Z');

describe('the signature of a callback', () => {
  // Twilio's published example: https://www.twilio.com/docs/usage/security
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  const form = new URLSearchParams({
    ...{ CallSid: 'CA1234567890ABCDE', Caller: '+14158675309', Digits: '1234' },
    ...{ From: '+14158675309', To: '+18005551212' },
  });
  const body = Buffer.from(form.toString());
  const signature = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=';
  const withPort = 'kvajT1Ptam85bY51eRf/AJRuM3w=';

  test('fits the published example, with the port in the address and without', () => {
    const urls = withAndWithoutPort(url);
    expect(verifySignature({ urls, body, signature }, '12345')).toBe(true);
    expect(verifySignature({ urls, body, signature: withPort }, '12345')).toBe(true);
    expect(verifySignature({ urls: [url], body, signature: withPort }, '12345')).toBe(false);
  });

  test('fits nothing else', () => {
    const of = (change: object, token = '12345'): boolean =>
      verifySignature({ urls: [url], body, signature, ...change }, token);
    expect(of({}, '12346')).toBe(false);
    expect(of({}, '')).toBe(false);
    expect(of({ body: Buffer.from(`${form.toString()}&Digits=1`) })).toBe(false);
    expect(of({ urls: ['https://mycompany.com/myapp.php?foo=1'] })).toBe(false);
    for (const told of [undefined, '', 'x', ['RSOYDt4T1cUTdK1PDd93/VVr8B8='], `${signature}AAAA`])
      expect(of({ signature: told })).toBe(false);
  });

  test('of JSON is over the hash of the body', () => {
    const json = Buffer.from('{"property": "value", "boolean": true}');
    const hash = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620';
    const told = { urls: [`${url}&bodySHA256=${hash}`], signature: 'a9nBmqA0ju/hNViExpshrM61xv4=' };
    expect(verifySignature({ ...told, body: json }, '12345')).toBe(true);
    expect(verifySignature({ ...told, body: Buffer.from('{}') }, '12345')).toBe(false);
  });

  test.each([
    ['http://a.example/x', 'http://a.example:80/x'],
    ['https://a.example:8443/x?y=1', 'https://a.example/x?y=1'],
    ['http://[::1]:4000/x', 'http://[::1]/x'],
  ])('%s is also %s', (given, other) => {
    expect(withAndWithoutPort(given)).toEqual([given, other]);
  });
});

describe('what a callback tells', () => {
  const call = (fields: object) =>
    readCallStatus({ CallSid: 'CA1', CallStatus: 'ringing', Direction: 'inbound', ...fields }, NOW);

  test.each([
    ['queued', 'INITIATED'],
    ['ringing', 'RINGING'],
    ['in-progress', 'ACCEPTED'],
    ['completed', 'COMPLETED'],
    ['busy', 'REJECTED'],
    ['failed', 'FAILED'],
    ['no-answer', 'MISSED'],
    ['canceled', 'MISSED'],
  ])('%s is %s', (told, status) => {
    expect(call({ CallStatus: told })?.status).toBe(status);
  });

  test('the other party is the caller, or the one who is called', () => {
    const parties = { From: '+447700900321', To: '+4930654321' };
    expect(call(parties)).toMatchObject({ direction: 'INBOUND', peer: { phone: '+447700900321' } });
    expect(call({ ...parties, Direction: 'outbound-dial' })).toMatchObject({
      direction: 'OUTBOUND',
      peer: { phone: '+4930654321' },
    });
    expect(call({ From: 'client:alice' })?.peer).toMatchObject({ phone: null, userId: 'client:alice' });
    for (const From of ['anonymous', '+266696687', ''])
      expect(call({ From })).toMatchObject({ from: null, peer: { phone: null, userId: null } });
  });

  test('a time counts where it can be right, else the arrival', () => {
    const told = { Timestamp: 'Sun, 01 Mar 2026 11:59:00 +0000' };
    expect(call(told)?.at).toEqual(new Date('2026-03-01T11:59:00Z'));
    for (const Timestamp of [
      '',
      'yesterday',
      'Mon, 02 Mar 2026 12:00:00 +0000',
      'Thu, 01 Jan 1970 00:00:00 +0000',
    ])
      expect(call({ Timestamp })?.at).toEqual(NOW);
  });

  test('what names no call, or a status that nobody knows, is none', () => {
    expect(call({ CallStatus: 'teleported' })).toBeNull();
    expect(call({ CallSid: '' })).toBeNull();
    expect(call({ CallSid: '../x' })).toBeNull();
    expect(readRecordingStatus({ CallSid: 'CA1', RecordingStatus: 'completed' }, NOW)).toBeNull();
  });

  test('JSON tells the same as a form', () => {
    const fields = readFields(Buffer.from('{"CallSid":"CA1","CallDuration":7,"nested":{}}'));
    expect(fields).toEqual({ CallSid: 'CA1', CallDuration: '7' });
    expect(readFields(Buffer.from('{'))).toBeNull();
  });
});
