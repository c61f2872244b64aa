import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningApp } from '../../src/app.js';
import { CreatePersonalTokenDocument } from '../e2e/generated/operations.js';
import { ADMIN } from '../support/app.js';
import { hasChromium, startBrowser, type Tab, type TestBrowser } from '../support/browser.js';
import { PEOPLE, startChatStage, type ChatStage } from '../support/chatStage.js';
import { textMessage } from '../support/whatsapp.js';

const suite = hasChromium ? describe : describe.skip;
const PAGES = [
  ['/logs', 'Send log'],
  ['/calls', 'Calls'],
  ['/numbers', 'Numbers'],
  ['/settings', 'Settings'],
  ['/settings/people', 'Settings'],
  ['/settings/sign-in', 'Settings'],
  ['/webhooks', 'Webhooks'],
  ['/api-keys', 'API keys'],
  ['/sweeps', 'Sweeps'],
  ['/requests/erasures', 'Requests'],
  ['/holds', 'Legal holds'],
  ['/receipts', 'Receipts'],
  ['/audit', 'Audit log'],
] as const;
const ID = /^sha256:[0-9a-f]{64}$/;

suite('sessions that run the dashboard’s own documents only (needs chromium)', () => {
  let stage: ChatStage;
  let strict: RunningApp;
  let browser: TestBrowser;
  let tab: Tab;
  const asked: { readonly query?: string; readonly documentId?: string }[] = [];
  const subscribed: string[] = [];
  beforeAll(async () => {
    stage = await startChatStage();
    strict = await stage.gateway.startAnother({ SESSION_DOCUMENTS: 'persisted' });
    browser = await startBrowser();
    tab = await browser.open(strict.url, { as: ADMIN });
    tab.page.on('request', (request) => {
      if (new URL(request.url()).pathname === '/graphql' && request.method() === 'POST')
        asked.push(request.postDataJSON() as (typeof asked)[number]);
    });
    tab.page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => {
        if (String(payload).includes('"subscribe"')) subscribed.push(String(payload));
      });
    });
  });
  afterAll(async () => {
    await browser.stop();
    await stage.stop();
  });

  /** What the gateway answers a request of the page's own session. */
  const ask = (body: object): Promise<unknown> =>
    tab.page.evaluate(
      (sent) =>
        fetch('/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: sent,
        }).then(async (answer) => [answer.status, await answer.json()] as unknown),
      JSON.stringify(body),
    );
  const refusal = (status: number, extensions: object): unknown => [
    status,
    { errors: [expect.objectContaining({ extensions })] },
  ];

  it('shows every page, by ids alone', async () => {
    const { page } = tab;
    for (const [path, title] of PAGES) {
      await page.goto(path);
      await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    }
    await page.goto('/chat');
    await page.getByRole('link', { name: /Ada Okafor/ }).click();
    await page.getByRole('log').getByText('Until seven, I meant.').waitFor();
    const { ada } = PEOPLE;
    await stage.hear(ada, textMessage({ from: ada, at: stage.gateway.now, text: 'Heard live' }));
    await page.getByRole('log').getByText('Heard live').waitFor();
    expect(asked.length).toBeGreaterThan(PAGES.length);
    expect(asked.filter(({ query, documentId = '' }) => query !== undefined || !ID.test(documentId))).toEqual(
      [],
    );
    expect(subscribed.length).toBeGreaterThan(0);
    expect(subscribed.filter((frame) => !frame.includes('"documentId":"sha256:'))).toEqual([]);
    expect(tab.problems).toEqual([]);
  });

  it('refuses a session what it composes itself, over HTTP and over WebSocket', async () => {
    const query = '{ viewer { role } }';
    expect(await ask({ query })).toEqual(refusal(403, { code: 'FORBIDDEN' }));
    const [known] = asked;
    expect(await ask({ query, documentId: known?.documentId })).toEqual(
      refusal(400, { code: 'BAD_USER_INPUT' }),
    );
    const unknown = { code: 'BAD_USER_INPUT', reason: 'DOCUMENT_UNKNOWN' };
    expect(await ask({ documentId: `sha256:${'0'.repeat(64)}` })).toEqual(refusal(400, unknown));
    const client = (await stage.gateway.signIn()).connect(strict.url);
    const answer = new Promise((resolve) => {
      client.subscribe(
        { query: 'subscription { inboundEventReceived { id } }' },
        { next: resolve, error: resolve, complete: () => resolve(null) },
      );
    });
    expect(await answer).toEqual([expect.objectContaining({ extensions: { code: 'FORBIDDEN' } })]);
    await client.dispose();
  });

  it('binds neither tokens nor, where it is not asked for, sessions', async () => {
    const query = '{ viewer { role } }';
    const input = { name: 'for a program' };
    const { createPersonalToken } = await stage.admin.run(CreatePersonalTokenDocument, { input });
    const answer = await fetch(`${strict.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${createPersonalToken.secret ?? ''}`,
      },
      body: JSON.stringify({ query }),
    });
    expect(await answer.json()).toEqual({ data: { viewer: { role: 'SUPER_ADMIN' } } });
  });

  it('loads a page of another version again, once', async () => {
    const { page } = tab;
    let isOld = true;
    await page.route('**/graphql', async (route) => {
      const body = route.request().postDataJSON() as { documentId: string };
      if (!isOld) return route.continue();
      isOld = false;
      return route.continue({
        postData: JSON.stringify({ ...body, documentId: `sha256:${'0'.repeat(64)}` }),
      });
    });
    const reloaded = page.waitForEvent('load');
    await page.getByRole('link', { name: 'Sweeps' }).click();
    await reloaded;
    await page.getByRole('heading', { name: 'Sweeps', level: 1 }).waitFor();
  });
});
