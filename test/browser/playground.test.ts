import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN, startTestApp, type TestApp } from '../support/app.js';
import { hasChromium, startBrowser, type Tab, type TestBrowser } from '../support/browser.js';
import { createTestNumber } from '../support/number.js';
import { addPerson } from '../support/people.js';
import { envelope, textMessage } from '../support/whatsapp.js';

const suite = hasChromium ? describe : describe.skip;

/** GraphiQL's own: tabs that hold a button to close them, and the colours of its editor. */
const NOT_OURS = ['.graphiql-tabs', '.monaco-editor'];

suite('the playground (needs chromium)', () => {
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

  const result = () => tab.page.locator('.result-window');
  const openPlayground = async (): Promise<void> => {
    await tab.page.goto('/playground');
    await tab.page.locator('.monaco-editor').getByText('WhoAmI').first().waitFor();
  };
  const run = async (example: string): Promise<void> => {
    await tab.page.getByRole('button', { name: example }).click();
    await tab.page.locator('.graphiql-query-editor').getByText(`# ${example}`).waitFor();
    await tab.page.getByRole('button', { name: /Execute query/ }).click();
  };

  it('runs an example with the session, under a strict policy, in both colour schemes', async () => {
    await openPlayground();
    const show = async (): Promise<void> => {
      await openPlayground();
      await run('Who asks, and in which account');
      await result().getByText('SUPER_ADMIN').waitFor();
    };
    expect(await tab.look('playground', { prepare: show, except: NOT_OURS })).toEqual([]);
    const answer = await tab.context.request.get('/playground');
    expect(answer.headers()['content-security-policy']).toMatch(/default-src 'none'; script-src 'self';/);
    expect(tab.problems).toEqual([]);
  });

  it('shows what the schema says of its fields', async () => {
    const { page } = tab;
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.locator('.graphiql-doc-explorer').getByText('Subscription', { exact: true }).click();
    await page.getByText('Needs any role, or an API key').first().waitFor();
    expect(await tab.look('playground-schema', { except: NOT_OURS })).toEqual([]);
    await page.getByRole('button', { name: 'Show Examples' }).click();
  });

  it('follows a subscription by WebSocket', async () => {
    const { numberId } = await createTestNumber(await gateway.signIn());
    await run('What arrives, as webhooks get it');
    await tab.page.getByRole('button', { name: /Stop query/ }).waitFor();
    const text = textMessage({ text: 'Seen in the playground' });
    // The socket may not have subscribed yet: a message of its own each time.
    for (let tries = 0; tries < 20; tries += 1) {
      const again = { ...text, id: `wamid.playground-${String(tries)}` };
      await gateway.postWebhook(numberId, envelope({ messages: [again] }));
      await new Promise((resolve) => setTimeout(resolve, 500));
      if ((await result().getByText('Seen in the playground').count()) > 0) break;
    }
    await result().getByText('Seen in the playground').first().waitFor();
    expect(tab.problems).toEqual([]);
  });

  it('keeps nothing behind in the browser', async () => {
    const kept = await tab.page.evaluate<string>('JSON.stringify(localStorage)');
    expect(kept).not.toContain('query');
  });

  it('is for administrators who are signed in', async () => {
    const stranger = await browser.open(gateway.url);
    await stranger.page.goto('/playground');
    await stranger.page.getByLabel('E-mail').fill(ADMIN.email);
    await stranger.page.getByLabel('Password').fill(ADMIN.password);
    await stranger.page.getByRole('button', { name: 'Sign in' }).click();
    await stranger.page.locator('.graphiql-container').waitFor();
    await stranger.close();
    const agent = await browser.open(gateway.url, { as: await addPerson(gateway, 'AGENT') });
    expect((await agent.page.goto('/playground'))?.status()).toBe(403);
    await agent.close();
  });
});
