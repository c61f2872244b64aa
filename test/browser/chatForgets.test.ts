import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUR_MS } from '../../src/lib/clock.js';
import { SetNumberPiiModeDocument, type PiiMode } from '../e2e/generated/operations.js';
import { ADMIN } from '../support/app.js';
import { hasChromium, startBrowser, type Tab, type TestBrowser } from '../support/browser.js';
import { PEOPLE, startChatStage, type ChatStage } from '../support/chatStage.js';
import { imageMessage, textMessage, wamid } from '../support/whatsapp.js';

const suite = hasChromium ? describe : describe.skip;
const DAYS = 2;
/** The older messages of Ada's are 26 hours old: 22 are left of their two days. */
const UNTIL_THEY_GO = '23:00:00';

suite('what a chat forgets while one looks (needs chromium)', () => {
  let stage: ChatStage;
  let browser: TestBrowser;
  let tab: Tab;
  beforeAll(async () => {
    stage = await startChatStage();
    await setMode('STORE_X_DAYS', DAYS);
    browser = await startBrowser();
    tab = await browser.open(stage.gateway.url, { as: ADMIN });
    await tab.page.clock.install();
    await tab.page.goto('/chat');
    await tab.page.getByRole('link', { name: /Ada Okafor/ }).click();
    await log().getByText('Until seven, I meant.').waitFor();
  });
  afterAll(async () => {
    await browser.stop();
    await stage.stop();
  });

  const log = () => tab.page.getByRole('log');
  const answer = (text: string) => log().getByRole('article').filter({ hasText: text });
  const setMode = async (mode: PiiMode, piiRetentionDays: number | null = null): Promise<void> => {
    const input = { numberId: stage.numberId, mode, piiRetentionDays };
    const { setNumberPiiMode } = await stage.admin.run(SetNumberPiiModeDocument, { input });
    expect(setNumberPiiMode.userErrors).toEqual([]);
  };

  it('says of a file that the provider has no more that it is not to be had', async () => {
    const { ada } = PEOPLE;
    const gone = { mediaId: '404', sha256: 'x'.repeat(43) + '=', mimeType: 'image/png' };
    await stage.hear(
      ada,
      imageMessage({ from: ada, at: stage.gateway.now, caption: 'The other side', ...gone }),
    );
    const message = log().getByRole('article').filter({ hasText: 'The other side' });
    await message.getByText('The file is not to be had.').waitFor();
    expect(await tab.look('chat-file-gone')).toEqual([]);
    expect(tab.problems).toEqual([]);
  });

  it('takes from sight what leaves its window, without being asked, where it is quoted too', async () => {
    const { ada } = PEOPLE;
    const { now } = stage.gateway;
    const old = wamid();
    const at = new Date(now.getTime() - 26 * HOUR_MS);
    await stage.hear(
      ada,
      textMessage({ from: ada, at, id: old, text: 'The bell is broken.' }),
      textMessage({ from: ada, at: now, replyTo: old, text: 'It is mended.' }),
      textMessage({ from: ada, at: now, replyTo: wamid(), text: 'As you asked.' }),
    );
    await answer('It is mended.').locator('blockquote').getByText('The bell is broken.').waitFor();
    await answer('As you asked.').locator('blockquote').getByText('not stored here').waitFor();
    await log().getByText('The number is 7731-B.').waitFor();
    await tab.page.clock.fastForward(UNTIL_THEY_GO);
    await log().getByText('The number is 7731-B.').waitFor({ state: 'detached' });
    expect(await log().getByText('Any news about it?').count()).toBeGreaterThan(0);
    await answer('It is mended.').getByText('whose time is over').waitFor();
    expect(await log().getByText('The bell is broken.').count()).toBe(0);
    expect(await tab.look('chat-window-passed')).toEqual([]);
    expect(tab.problems).toEqual([]);
  });

  it('says the same when it is read anew, and once the daily run has deleted it', async () => {
    stage.advance(23 * HOUR_MS);
    for (const sentence of ['whose time is over', 'not stored here']) {
      await tab.page.reload();
      await answer('It is mended.').locator('blockquote').getByText(sentence).waitFor();
      await stage.gateway.app.runJob('runNumberRetention');
    }
    expect(await tab.look('chat-quote-gone')).toEqual([]);
    expect(tab.problems).toEqual([]);
  });

  it('says of what was sent that it is not stored, once the number stores nothing any more', async () => {
    const { page } = tab;
    await setMode('RELAY_ONLY');
    await page.getByRole('textbox', { name: 'Write a message' }).fill('It comes tomorrow.');
    await page.keyboard.press('Enter');
    await page.getByText('Sent. This number stores no messages.').waitFor();
    await page.getByText('Messages are not stored for this number').waitFor();
    await page.getByText('Nothing is kept here').waitFor();
    expect(await tab.look('chat-not-stored')).toEqual([]);
    await stage.settle();
    expect(stage.double.accepted.all().at(-1)?.message).toMatchObject({
      text: { body: 'It comes tomorrow.' },
    });
    expect(tab.problems).toEqual([]);
  });
});
