import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OpenAccountDocument } from '../e2e/generated/operations.js';
import { ADMIN, startTestApp, type TestApp } from '../support/app.js';
import { hasChromium, startBrowser, type Tab, type TestBrowser } from '../support/browser.js';
import { createTestNumber } from '../support/number.js';
import { addPerson } from '../support/people.js';

const suite = hasChromium ? describe : describe.skip;

suite('the account that a SUPER_ADMIN acts in (needs chromium)', () => {
  let gateway: TestApp;
  let browser: TestBrowser;
  let tab: Tab;
  beforeAll(async () => {
    gateway = await startTestApp();
    const admin = await gateway.signIn();
    await createTestNumber(admin);
    await admin.run(OpenAccountDocument, { input: { name: 'Second' } });
    browser = await startBrowser();
    tab = await browser.open(gateway.url, { as: ADMIN });
  });
  afterAll(async () => {
    await browser.stop();
    await gateway.stop();
  });

  it('is chosen in the frame, and every page and the playground are about it', async () => {
    const { page } = tab;
    await page.goto('/numbers');
    await page.getByRole('cell', { name: 'support' }).waitFor();
    await page.getByLabel('Account').selectOption('Second');
    await page.getByText('No number yet').first().waitFor();
    expect(await tab.look('account-second')).toEqual([]);
    await page.goto('/settings');
    await page.getByLabel('Retention period in days').fill('90');
    await page.getByRole('button', { name: 'Shorten and delete' }).click();
    await page.getByText('Records older than 90 days').waitFor();
    await page.goto('/audit');
    await page.getByText('Data retention updated').waitFor();
    expect(await page.getByText('Number created').count()).toBe(0);
    await page.goto('/playground');
    await page.getByRole('button', { name: 'Who asks, and in which account' }).click();
    await page.getByRole('button', { name: /Execute query/ }).click();
    await page.locator('.result-window').getByText('Second').waitFor();
    await page.goto('/settings');
    await page.getByLabel('Account').selectOption({ index: 0 });
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByLabel('Retention period in days').waitFor();
    expect(await page.getByLabel('Retention period in days').inputValue()).toBe('');
    expect(tab.problems).toEqual([]);
  });

  it('is one’s own again for somebody to whom the other does not exist', async () => {
    const other = await browser.open(gateway.url, { as: await addPerson(gateway, 'ADMIN') });
    await other.page.goto('/numbers');
    await other.page.evaluate(
      `sessionStorage.setItem('lethe.account', '01890000-0000-7000-8000-000000000000')`,
    );
    await other.page.goto('/numbers');
    await other.page.getByRole('cell', { name: 'support' }).waitFor();
    expect(await other.page.getByLabel('Account').count()).toBe(0);
    expect(other.problems).toEqual([]);
    await other.close();
  });
});
