import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN, startTestApp, type TestApp } from '../support/app.js';
import { hasChromium, startBrowser, type TestBrowser } from '../support/browser.js';

const suite = hasChromium ? describe : describe.skip;
const BUDGET_BYTES = 150_000;
/** One of each chunk at least. */
const PAGES = ['/chat', '/numbers', '/settings', '/webhooks'];

suite('the dashboard’s script (needs chromium)', () => {
  let gateway: TestApp;
  let browser: TestBrowser;
  beforeAll(async () => {
    gateway = await startTestApp();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.stop();
    await gateway.stop();
  });

  /** Bytes as the gateway sends them to whoever takes gzip. */
  const sizeOf = async (url: string): Promise<number> => {
    const answer = await fetch(url, { headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers.get('content-encoding') ?? 'none').toBe('gzip');
    return Number(answer.headers.get('content-length'));
  };

  it('stays under 150 kB gzipped on every page, in either language', async () => {
    for (const locale of ['en-GB', 'pt-BR']) {
      const tab = await browser.open(gateway.url, { as: ADMIN, locale });
      for (const path of PAGES) {
        await tab.page.goto(path);
        await tab.page.locator('h1').first().waitFor();
        await tab.page.waitForLoadState('networkidle');
        const scripts = await tab.page.evaluate<readonly string[]>(
          `performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.endsWith('.js'))`,
        );
        const sizes = await Promise.all(scripts.map(sizeOf));
        const bytes = sizes.reduce((sum, size) => sum + size, 0);
        expect(scripts.length).toBeGreaterThan(1);
        expect([path, locale, bytes < BUDGET_BYTES ? 'within' : bytes]).toEqual([path, locale, 'within']);
      }
      await tab.close();
    }
  });
});
