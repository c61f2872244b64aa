import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeAt } from '../../src/auth/secondFactor/totp.js';
import { ADMIN, startTestApp, type TestApp } from '../support/app.js';
import { hasChromium, startBrowser, type Tab, type TestBrowser } from '../support/browser.js';

const suite = hasChromium ? describe : describe.skip;
const STEP_MS = 30_000;

suite('a second factor in the dashboard (needs chromium)', () => {
  let gateway: TestApp;
  let browser: TestBrowser;
  let tab: Tab;
  beforeAll(async () => {
    gateway = await startTestApp();
    browser = await startBrowser();
    tab = await browser.open(gateway.url, { as: ADMIN });
  });
  afterAll(async () => {
    await browser.stop();
    await gateway.stop();
  });

  const press = (name: string): Promise<void> =>
    tab.page.getByRole('button', { name, exact: true }).last().click();
  const clean = async (name: string): Promise<void> => {
    expect(await tab.look(name)).toEqual([]);
    expect(tab.problems).toEqual([]);
  };
  const signIn = async (): Promise<void> => {
    await tab.close();
    tab = await browser.open(gateway.url);
    await tab.page.goto('/settings/sign-in');
    await tab.page.getByLabel('E-mail address').fill(ADMIN.email);
    await tab.page.getByLabel('Password').fill(ADMIN.password);
    await press('Sign in');
  };
  let seed = '';
  let recovery: readonly string[] = [];

  it('is set up by a picture or a key, and gives recovery codes', async () => {
    const { page } = tab;
    await page.goto('/settings/sign-in');
    await page.getByText('Your password alone lets you in').waitFor();
    await clean('second-factor-off');
    await press('Set it up');
    await page.getByLabel('Password').fill('wrong password');
    await press('Next');
    await page.getByText('The password is wrong').waitFor();
    await page.getByLabel('Password').fill(ADMIN.password);
    await press('Next');
    await page.getByRole('img', { name: /QR code/ }).waitFor();
    seed = (await page.locator('.factor-seed').textContent()) ?? '';
    await clean('second-factor-scan');
    await page.getByLabel('Code', { exact: true }).fill(codeAt(seed, gateway.now));
    await press('Turn it on');
    await page.getByText('They are shown this once').waitFor();
    recovery = ((await page.locator('.secret code').textContent()) ?? '').split('\n');
    expect(recovery).toHaveLength(10);
    await clean('second-factor-codes');
    await press('I have kept it');
    await page.getByText('Signing in asks for a code').waitFor();
    await clean('second-factor-on');
  });

  it('is asked for at the sign-in', async () => {
    await signIn();
    const code = tab.page.getByLabel('Code', { exact: true });
    await code.fill('000000');
    expect(await tab.look('sign-in-code')).toEqual([]);
    await press('Sign in');
    await tab.page.getByText('This code is wrong').waitFor();
    gateway.now = new Date(gateway.now.getTime() + STEP_MS);
    await code.fill(codeAt(seed, gateway.now));
    await press('Sign in');
    await tab.page.getByText('Signing in asks for a code').waitFor();
  });

  it('is turned off by password and code, here by a recovery code', async () => {
    await press('Turn it off');
    await tab.page.getByLabel('Password').fill(ADMIN.password);
    await tab.page.getByLabel('Code', { exact: true }).fill(recovery[0] ?? '');
    expect(await tab.look('second-factor-turn-off')).toEqual([]);
    await press('Turn it off');
    await tab.page.getByText('Your password alone lets you in').waitFor();
    await signIn();
    await tab.page.getByText('Your password alone lets you in').waitFor();
    expect(tab.problems.filter((problem) => !problem.includes('401'))).toEqual([]);
  });
});
