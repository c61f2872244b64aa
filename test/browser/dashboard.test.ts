import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN, startTestApp, type TestApp } from '../support/app.js';
import { hasChromium, startBrowser, type Tab, type TestBrowser } from '../support/browser.js';
import { createTestNumber } from '../support/number.js';
import { addPerson } from '../support/people.js';
import { envelope, textMessage } from '../support/whatsapp.js';

const suite = hasChromium ? describe : describe.skip;
const DAY_MS = 86_400_000;
const ADMIN_LINKS = [
  'Settings',
  'Sweeps',
  'Requests',
  'Legal holds',
  'Receipts',
  'API keys',
  'Webhooks',
  'Audit log',
];
/** Each with its heading. */
const ADMIN_PAGES = [
  ['/settings', 'Settings'],
  ['/settings/people', 'Settings'],
  ['/webhooks', 'Webhooks'],
  ['/api-keys', 'API keys'],
  ['/sweeps', 'Sweeps'],
  ['/requests/erasures', 'Requests'],
  ['/requests/exports', 'Requests'],
  ['/holds', 'Legal holds'],
  ['/receipts', 'Receipts'],
  ['/audit', 'Audit log'],
] as const;

suite('the dashboard (needs chromium)', () => {
  let gateway: TestApp;
  let browser: TestBrowser;
  let tab: Tab;
  let numberId: string;
  beforeAll(async () => {
    gateway = await startTestApp({ settings: { ALLOW_PRIVATE_WEBHOOKS: '127.0.0.0/8' } });
    ({ numberId } = await createTestNumber(await gateway.signIn()));
    const old = textMessage({ text: 'long ago', at: new Date(gateway.now.getTime() - 40 * DAY_MS) });
    await gateway.postWebhook(numberId, envelope({ messages: [old] }));
    browser = await startBrowser();
    tab = await browser.open(gateway.url);
  });
  afterAll(async () => {
    await browser.stop();
    await gateway.stop();
  });

  const button = (name: string) => tab.page.getByRole('button', { name, exact: true });
  const inDialog = (name: string) => tab.page.getByRole('dialog').getByRole('button', { name, exact: true });
  const clean = async (name: string): Promise<void> => {
    expect(await tab.look(name)).toEqual([]);
    expect(tab.problems).toEqual([]);
  };

  it('lets somebody in who knows the password, back to where they wanted to go', async () => {
    const { page } = tab;
    await page.goto('/audit');
    await page.getByLabel('E-mail address').fill(ADMIN.email);
    await page.getByLabel('Password').fill('wrong');
    await button('Sign in').click();
    await page.getByRole('alert').getByText('is wrong').waitFor();
    // Who asks is answered with 401, which a console counts as an error.
    expect(tab.problems.every((problem) => problem.includes('/auth/sign-in'))).toBe(true);
    expect(await tab.look('sign-in')).toEqual([]);
    await tab.close();
    tab = await browser.open(gateway.url);
    await tab.page.goto('/audit');
    await tab.page.getByLabel('E-mail address').fill(ADMIN.email);
    await tab.page.getByLabel('Password').fill(ADMIN.password);
    await tab.page.keyboard.press('Enter');
    await tab.page.getByRole('heading', { name: 'Audit log' }).waitFor();
    await tab.page.getByText('Number created').waitFor();
    await clean('audit');
  });

  it('saves a longer retention on entry, and a shorter one once it was confirmed', async () => {
    const { page } = tab;
    await page.goto('/settings');
    const days = page.getByLabel('Retention period in days');
    await days.fill('2000');
    await page.getByText('Whole days from 0 to 1,095.').waitFor();
    await days.fill('30');
    await page.getByRole('row', { name: /Messages 1/ }).waitFor();
    await clean('settings-shorter');
    await button('Keep it as it is').click();
    expect(await days.inputValue()).toBe('');
    await days.fill('30');
    await button('Shorten and delete').click();
    await page.getByText('Saved', { exact: true }).waitFor();
    await days.fill('60');
    await page.getByText('Records older than 60 days').waitFor();
    await days.fill('30');
    await button('Shorten and delete').click();
    await page.getByText('Records older than 30 days').waitFor();
    await clean('settings');
  });

  it('runs a sweep and follows it to its end', async () => {
    const { page } = tab;
    await page.goto('/sweeps');
    await button('Run now').click();
    await page
      .getByRole('dialog')
      .getByRole('row', { name: /Messages 1/ })
      .waitFor();
    await clean('sweep-preview');
    await inDialog('Run now').click();
    await page.getByText('Completed', { exact: true }).waitFor();
    await page.getByText('Messages 1').waitFor();
    await clean('sweep');
    await page.getByRole('link', { name: 'Sweeps' }).first().click();
    await page.getByRole('table').waitFor();
    await clean('sweeps');
  });

  it('explains the three modes, and asks before a tighter one', async () => {
    const { page } = tab;
    await gateway.postWebhook(
      numberId,
      envelope({ messages: [textMessage({ text: 'today', at: gateway.now })] }),
    );
    await page.goto('/numbers');
    await clean('numbers');
    await page.getByRole('link', { name: 'support' }).click();
    for (const [mode, confirm] of [
      ['STORE_X_DAYS', 'Change the mode'],
      ['RELAY_ONLY', 'Change the mode'],
    ] as const) {
      await page.getByText(mode, { exact: true }).click();
      await clean(`number-${mode.toLowerCase()}`);
      await button('Save').click();
      await page.getByRole('dialog').getByText('cannot be recovered').waitFor();
      await page
        .getByRole('dialog')
        .getByText(/would be erased\.|How many/)
        .waitFor();
      await clean(`number-to-${mode.toLowerCase()}`);
      await inDialog(confirm).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.getByText('STORE_INDEFINITE', { exact: true }).click();
    await button('Save').click();
    await page.getByText('Saved', { exact: true }).last().waitFor();
  });

  it('makes an API key, shows it once and revokes it', async () => {
    const { page } = tab;
    await page.goto('/api-keys');
    await button('New API key').click();
    await page.getByRole('dialog').getByLabel('Name').fill('Shop');
    await page.getByLabel('Retention in days').fill('0');
    await page.getByText('PII is not persisted').waitFor();
    await clean('api-key-new');
    await inDialog('Create').click();
    await page.getByText(/^lk_/).waitFor();
    await button('I have kept it').click();
    expect(await page.getByText(/^lk_[\w-]{20}/).count()).toBe(0);
    const row = page.getByRole('row', { name: /Shop/ });
    await row.getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('refused at once').waitFor();
    await clean('api-key-revoke');
    await inDialog('Revoke').click();
    await row.getByText('revoked').waitFor();
    await clean('api-keys');
  });

  it('makes a webhook and shows what became of an example', async () => {
    const { page } = tab;
    await page.goto('/webhooks');
    await button('New webhook').click();
    await page.getByRole('dialog').getByLabel('Name').fill('Desk');
    // A port that nothing listens on: every try fails, and is shown.
    await page.getByLabel('Address').fill('http://127.0.0.1:9/hook');
    await clean('webhook-new');
    await inDialog('Create').click();
    await page.getByText(/^whsec_/).waitFor();
    await button('I have kept it').click();
    await page.getByRole('link', { name: 'Desk' }).click();
    await button('Send an example').click();
    await inDialog('Send').click();
    await page
      .getByRole('button', { name: /^Details/ })
      .first()
      .click();
    await page.getByRole('dialog').getByText('No connection').waitFor();
    await page.getByText('This is an example.').waitFor();
    await clean('delivery');
    await page.keyboard.press('Escape');
    await button('Pause').click();
    await page.getByText('Paused').waitFor();
    await clean('webhook');
  });

  it('speaks Portuguese, and remembers it', async () => {
    const { page } = tab;
    await page.goto('/settings/people');
    await page.getByLabel('Language').selectOption('pt');
    await page.getByRole('heading', { name: 'Configurações' }).waitFor();
    await clean('pessoas');
    await page.reload();
    await page.getByRole('link', { name: 'Limpezas' }).waitFor();
    await page.getByLabel('Idioma').selectOption('en');
    await page.getByRole('link', { name: 'Sweeps' }).waitFor();
    expect(tab.problems).toEqual([]);
  });

  it('can be used by keyboard alone, on a narrow screen too', async () => {
    const { page } = tab;
    await page.setViewportSize({ width: 390, height: 780 });
    await page.goto('/sweeps');
    await page.getByRole('heading', { name: 'Sweeps' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'API keys' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'API keys' }).waitFor();
    await clean('narrow');
  });

  it('opens every page to an ADMIN', async () => {
    const admin = await browser.open(gateway.url, { as: await addPerson(gateway, 'ADMIN') });
    for (const [path, title] of [...ADMIN_PAGES, [`/numbers/${numberId}`, 'support'] as const]) {
      await admin.page.goto(path);
      await admin.page.getByRole('heading', { name: title, level: 1 }).waitFor();
    }
    expect(admin.problems).toEqual([]);
    await admin.close();
  });

  it('shows an agent what is theirs, and no settings', async () => {
    const agent = await browser.open(gateway.url, { as: await addPerson(gateway, 'AGENT') });
    await agent.page.goto('/numbers');
    await agent.page.getByRole('cell', { name: 'support' }).waitFor();
    for (const name of ADMIN_LINKS)
      expect(await agent.page.getByRole('link', { name, exact: true }).count()).toBe(0);
    for (const path of [...ADMIN_PAGES.map(([one]) => one), `/numbers/${numberId}`]) {
      await agent.page.goto(path);
      await agent.page.getByText('For administrators').waitFor();
    }
    expect(await agent.look('agent')).toEqual([]);
    expect(agent.problems).toEqual([]);
    await agent.close();
  });
});
