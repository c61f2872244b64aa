import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseReceiptFile } from '../../src/retention/receipts/receiptFile.js';
import { verifyChain } from '../../src/retention/receipts/verify.js';
import { hasChromium, startBrowser, type Tab, type TestBrowser } from '../support/browser.js';
import { startChatStage, type ChatStage } from '../support/chatStage.js';
import { addPerson } from '../support/people.js';

const suite = hasChromium ? describe : describe.skip;

suite('holds, exports, erasures and receipts, by an ADMIN (needs chromium)', () => {
  let stage: ChatStage;
  let browser: TestBrowser;
  let tab: Tab;
  beforeAll(async () => {
    stage = await startChatStage();
    browser = await startBrowser();
    tab = await browser.open(stage.gateway.url, { as: await addPerson(stage.gateway, 'ADMIN') });
  });
  afterAll(async () => {
    await browser.stop();
    await stage.stop();
  });

  const button = (name: string) => tab.page.getByRole('button', { name, exact: true });
  const inDialog = (name: string) => tab.page.getByRole('dialog').getByRole('button', { name, exact: true });
  const clean = async (name: string): Promise<void> => {
    expect(await tab.look(name)).toEqual([]);
    expect(tab.problems).toEqual([]);
  };
  const openPerson = async (name: RegExp): Promise<void> => {
    const { page } = tab;
    await page.goto('/chat');
    await page.getByRole('link', { name }).click();
    await page.getByRole('link', { name: 'Requests of this person' }).click();
    await page.getByRole('heading', { name, level: 1 }).waitFor();
  };

  it('holds a number, tells why and by whom, and releases it', async () => {
    const { page } = tab;
    await page.goto('/holds');
    await page.getByText('Nothing is held').waitFor();
    await button('Place a hold').click();
    await page.getByLabel('Reason').fill('Case 2026/17');
    await clean('hold-number');
    await inDialog('Place a hold').click();
    await page.getByRole('row', { name: /Number support Case 2026\/17 .*holds/ }).waitFor();
    await clean('holds');
    await button('Release').click();
    await page.getByRole('dialog').getByText('goes in the next run').waitFor();
    await inDialog('Release').click();
    await page.getByText('Nothing is held').waitFor();
    await page.getByLabel('Released ones too').check();
    await page.getByRole('row', { name: /Case 2026\/17 .*released/ }).waitFor();
  });

  it('holds a person from their conversation', async () => {
    const { page } = tab;
    await openPerson(/Chen Wei/);
    await clean('person');
    await button('Place a hold').click();
    await page.getByLabel('Reason').fill('The invoice is in dispute');
    await inDialog('Place a hold').click();
    await page.getByText('A hold is in force').waitFor();
    await page.getByText('Person: The invoice is in dispute').waitFor();
    await clean('person-held');
    await page.goto('/holds');
    const row = page.getByRole('row', { name: /Person .*The invoice is in dispute/ });
    await row.getByRole('link', { name: 'Open' }).click();
    await page.getByRole('log').getByText('The invoice has the wrong address on it.').waitFor();
  });

  it('exports a person: the link gives an archive, and ends when it is told to', async () => {
    const { page } = tab;
    await openPerson(/Bruno Costa/);
    await button('Export this person’s data').click();
    const row = page.getByRole('row', { name: /One person/ });
    await row.getByText('Ready').waitFor();
    const started = page.waitForEvent('download');
    await row.getByRole('link', { name: 'Download' }).click();
    const archive = await readFile(await (await started).path());
    expect(archive.subarray(0, 2).toString()).toBe('PK');
    await row.getByText('Downloaded').waitFor();
    await clean('exports');
    const link = (await row.getByRole('link', { name: 'Download' }).getAttribute('href')) ?? '';
    await row.getByRole('button', { name: 'End the link' }).click();
    await inDialog('End the link').click();
    await row.getByText('Ended').waitFor();
    expect((await tab.context.request.get(link)).status()).toBe(404);
  });

  it('exports a number of a period', async () => {
    const { page } = tab;
    await page.goto('/requests/exports');
    await button('New export').click();
    await page.getByRole('dialog').getByLabel('Of').selectOption({ index: 1 });
    await page.getByRole('dialog').getByLabel('From').fill('2026-01-01');
    await clean('export-new');
    await inDialog('New export').click();
    await page.getByRole('row', { name: /support from 1 Jan 2026/ }).waitFor();
  });

  it('erases a person and follows it place by place, to the receipt', async () => {
    const { page } = tab;
    await openPerson(/Ada Okafor/);
    await button('Erase this person').click();
    await page.getByRole('dialog').getByText('Nobody can bring them back').waitFor();
    await clean('erase-person');
    await inDialog('Erase this person').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('row', { name: /Messages Done/ }).waitFor();
    await dialog.getByRole('row', { name: /Telephony provider/ }).waitFor();
    await dialog.getByText('Receipt 1').waitFor();
    await clean('erasure');
    await page.keyboard.press('Escape');
    await page.getByRole('row', { name: /Completed/ }).waitFor();
    await clean('erasures');
    await page.goto('/chat');
    await page.getByRole('link', { name: /Bruno Costa/ }).waitFor();
    expect(await page.getByRole('link', { name: /Ada Okafor/ }).count()).toBe(0);
  });

  it('waits with whom a hold keeps, and refuses what is no phone number', async () => {
    const { page } = tab;
    await page.goto('/requests');
    await button('Erase a person').click();
    await page.getByRole('dialog').getByLabel('Phone number').fill('nobody');
    await inDialog('Erase this person').click();
    await page.getByRole('alert').getByText('E.164').waitFor();
    await page.getByRole('dialog').getByLabel('Phone number').fill('+44 7700 900789');
    await inDialog('Erase this person').click();
    await page
      .getByRole('dialog')
      .getByRole('row', { name: /Under a hold/ })
      .first()
      .waitFor();
    await clean('erasure-held');
  });

  it('gives receipts that are verified offline', async () => {
    const { page } = tab;
    await page.goto('/receipts');
    await page.getByRole('row', { name: /Erasure/ }).waitFor();
    await clean('receipts');
    await page.setViewportSize({ width: 390, height: 780 });
    await page.goto('/audit');
    await page.getByText('Erasure completed').first().waitFor();
    // Lists scroll by themselves: there is no empty page beside or behind them.
    const empty = `(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
      [scrollWidth - clientWidth, scrollHeight - clientHeight])(document.documentElement)`;
    expect(await page.evaluate(empty)).toEqual([0, 0]);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto('/receipts');
    await button('Show').click();
    await page.getByRole('dialog').getByText('"sequence": 1').waitFor();
    await clean('receipt');
    await page.keyboard.press('Escape');
    const started = page.waitForEvent('download');
    await button('Download all').click();
    const file = parseReceiptFile(await readFile(await (await started).path(), 'utf8'));
    expect(file && verifyChain(file.receipts, file.publicKey)).toMatchObject({ receipts: 1, fault: null });
    expect(file?.receipts[0]?.body).toMatchObject({ kind: 'ERASURE', keyId: file?.keyId });
    expect(tab.problems).toEqual([]);
  });
});
