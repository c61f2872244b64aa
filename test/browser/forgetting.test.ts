import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUR_MS } from '../../src/lib/clock.js';
import { ADMIN } from '../support/app.js';
import { hasChromium, startBrowser, type Tab, type TestBrowser } from '../support/browser.js';
import { startChatStage, type ChatStage } from '../support/chatStage.js';

const suite = hasChromium ? describe : describe.skip;

suite('from a retention to an empty chat, by hand (needs chromium)', () => {
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

  it('sets the retention, sees what would go, runs the sweep, and finds nothing', async () => {
    const { page } = tab;
    await page.goto('/chat');
    await page.getByRole('link', { name: /Ada Okafor/ }).click();
    await page.getByRole('log').getByRole('img').waitFor();
    await tab.look('walk-1-chat');

    // Five hours later: everything is older than the least retention and its grace.
    stage.advance(5 * HOUR_MS);
    await page.goto('/settings');
    await page
      .getByLabel(/Days|days/)
      .first()
      .fill('0');
    await page.getByRole('group').getByRole('table').waitFor();
    await tab.look('walk-2-settings');
    await page.getByRole('group').getByRole('button').first().click();
    await page.getByText('Saved', { exact: true }).waitFor();

    await page.goto('/sweeps');
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click();
    await page.getByText('Completed').first().waitFor();
    await tab.look('walk-3-sweep');

    await page.goto('/chat');
    await page.getByText('No conversations').waitFor();
    expect(await tab.look('walk-4-empty')).toEqual([]);
    expect(tab.problems).toEqual([]);
  });
});
