import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN } from '../support/app.js';
import { hasChromium, startBrowser, type Tab, type TestBrowser } from '../support/browser.js';
import { startChatStage, type ChatStage } from '../support/chatStage.js';

const suite = hasChromium ? describe : describe.skip;

suite('/logs (needs chromium)', () => {
  let stage: ChatStage;
  let browser: TestBrowser;
  let tab: Tab;
  beforeAll(async () => {
    stage = await startChatStage();
    const [keeping, forgetting] = [await stage.addKey(30), await stage.addKey(0)];
    await stage.send(keeping, { destinationNumber: '+447700900123', text: 'Kept for thirty days.' });
    await stage.send(forgetting, { destinationNumber: '+447700900456', text: 'Never kept.' });
    await stage.settle();
    browser = await startBrowser();
    tab = await browser.open(stage.gateway.url, { as: ADMIN });
  });
  afterAll(async () => {
    await browser.stop();
    await stage.stop();
  });

  it('tells what is redacted, and why', async () => {
    const { page } = tab;
    await page.goto('/logs');
    await page.getByText('Kept for thirty days.').waitFor();
    expect(await page.getByText('Never kept.').count()).toBe(0);
    await page
      .getByRole('row', { name: /redacted/ })
      .getByRole('link')
      .click();
    await page.getByText('Decided by the API key’s retention.', { exact: false }).waitFor();
    expect(await tab.look('logs-redacted')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('shows the course of a send', async () => {
    const { page } = tab;
    await page
      .getByRole('row', { name: /Kept for thirty days/ })
      .getByRole('link')
      .click();
    const course = page.getByRole('list', { name: 'Course' });
    await course.getByText('Delivered').waitFor();
    expect(await course.getByRole('listitem').count()).toBe(3);
    expect(await tab.look('logs-entry')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('filters by status', async () => {
    const { page } = tab;
    await page.getByLabel('Status').selectOption('FAILED');
    await page.getByText('Nothing fits these filters.').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('Kept for thirty days.').waitFor();
    expect(tab.problems).toEqual([]);
  });
});
