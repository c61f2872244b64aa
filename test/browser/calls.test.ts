import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createProviderDouble } from '../../src/providerDouble/createProviderDouble.js';
import { CreateNumberDocument } from '../e2e/generated/operations.js';
import { ADMIN, startTestApp, type TestApp } from '../support/app.js';
import { hasChromium, startBrowser, type TestBrowser } from '../support/browser.js';
import { ACCOUNT_SID, AUTH_TOKEN, CALLER, signCallback } from '../support/callStage.js';

const suite = hasChromium ? describe : describe.skip;
const SECONDS = 2;

suite('/calls (needs chromium)', () => {
  const double = createProviderDouble();
  let gateway: TestApp;
  let browser: TestBrowser;
  let numberId: string;
  beforeAll(async () => {
    await double.start();
    gateway = await startTestApp({ settings: { TWILIO_API_URL: double.origin } });
    const admin = await gateway.signIn();
    const telephony = { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, recordings: 'COPY' as const };
    const input = { name: 'calls', phoneNumber: '+4930123456', telephony };
    const { createNumber } = await admin.run(CreateNumberDocument, { input });
    numberId = createNumber.number?.id ?? '';
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.stop();
    await gateway.stop();
    await double.stop();
  });

  const post = async (kind: string, fields: Readonly<Record<string, string>>): Promise<void> => {
    const url = `${gateway.url}/hooks/twilio/${numberId}/${kind}`;
    const call = { CallSid: 'CAbrowser', AccountSid: ACCOUNT_SID, ...fields };
    const headers = { 'x-twilio-signature': signCallback(url, call) };
    const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(call), headers });
    expect(answer.status).toBe(200);
  };

  it('plays a recording, and can go on from its middle', async () => {
    const sid = double.telephony.addRecording({ callSid: 'CAbrowser', audio: silentWave(SECONDS) });
    for (const CallStatus of ['ringing', 'completed'])
      await post('calls', { From: CALLER, To: '+4930123456', CallStatus, Direction: 'inbound' });
    await post('recordings', { RecordingSid: sid, RecordingStatus: 'completed', RecordingDuration: '2' });
    const tab = await browser.open(gateway.url, { as: ADMIN });
    const { page } = tab;
    await page.goto('/calls');
    await page.getByRole('row', { name: /Incoming .*Completed/ }).waitFor();
    await page.locator('audio').waitFor();
    const played = await page.evaluate<{ duration: number; at: number }>(`new Promise((resolve, reject) => {
      const audio = document.querySelector('audio');
      audio.muted = true;
      audio.onerror = () => reject(new Error('The recording cannot be played.'));
      audio.ontimeupdate = () => audio.currentTime > 1.1 && resolve({ duration: audio.duration, at: audio.currentTime });
      audio.onplaying = () => { audio.onplaying = null; audio.currentTime = 1; };
      audio.play().catch(reject);
    })`);
    expect(Math.round(played.duration)).toBe(SECONDS);
    expect(played.at).toBeGreaterThan(1);
    expect(await tab.look('calls')).toEqual([]);
    expect(tab.problems).toEqual([]);
  });
});

/** 8-bit mono PCM at 8 kHz, as telephony has it. */
function silentWave(seconds: number): Buffer {
  const rate = 8_000;
  const data = Buffer.alloc(rate * seconds, 128);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}
