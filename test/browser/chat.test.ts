import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN } from '../support/app.js';
import { hasChromium, startBrowser, type Tab, type TestBrowser } from '../support/browser.js';
import { PEOPLE, startChatStage, type ChatStage } from '../support/chatStage.js';
import { textMessage } from '../support/whatsapp.js';

const suite = hasChromium ? describe : describe.skip;

suite('/chat (needs chromium)', () => {
  let stage: ChatStage;
  let browser: TestBrowser;
  let tab: Tab;
  beforeAll(async () => {
    stage = await startChatStage();
    browser = await startBrowser();
    tab = await browser.open(stage.gateway.url, { as: ADMIN });
  });
  afterAll(async () => {
    await browser.stop();
    await stage.stop();
  });

  const log = () => tab.page.getByRole('log');

  it('shows conversations, and the one that is opened', async () => {
    const { page } = tab;
    await page.goto('/chat');
    await page.getByRole('link', { name: /Ada Okafor/ }).waitFor();
    expect(await tab.look('chat-none-open')).toEqual([]);
    await page.getByRole('link', { name: /Ada Okafor/ }).click();
    await log().getByText('Until seven, I meant.').waitFor();
    await log().getByRole('img').waitFor();
    await page.waitForTimeout(500);
    expect(await tab.look('chat')).toEqual([]);
    expect(tab.problems).toEqual([]);
  });

  it('shows what arrives while one looks', async () => {
    const { ada, bruno } = PEOPLE;
    await stage.hear(ada, textMessage({ from: ada, at: stage.gateway.now, text: 'It has come!' }));
    await log().getByText('It has come!').waitFor();
    await stage.hear(bruno, textMessage({ from: bruno, at: stage.gateway.now, text: 'Obrigado' }));
    await tab.page.getByRole('link', { name: /Bruno Costa .*Obrigado/ }).waitFor();
    expect(tab.problems).toEqual([]);
  });

  it('sends an answer and shows how far it got', async () => {
    const { page } = tab;
    await page.getByRole('textbox', { name: 'Write a message' }).fill('Good to hear. Anything else?');
    await page.keyboard.press('Enter');
    await log().getByText('Good to hear. Anything else?').waitFor();
    await stage.settle();
    await log().getByText('Delivered').first().waitFor({ state: 'attached' });
    expect(await tab.look('chat-answered')).toEqual([]);
    expect(tab.problems).toEqual([]);
  });
});
