import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN } from '../support/app.js';
import { hasChromium, startBrowser, type Tab, type TestBrowser } from '../support/browser.js';
import { PEOPLE, startChatStage, type ChatStage } from '../support/chatStage.js';
import { textMessage } from '../support/whatsapp.js';

const suite = hasChromium ? describe : describe.skip;

const MESSAGES = process.env['LETHE_TEST_LONG'] === undefined ? 1_500 : 50_000;
const A_WEBHOOK = 250;
const MINUTE_MS = 60_000;
const STEPS = 60;

/** Where rows should be and none is drawn, and how many rows there are. */
const STATE = `(() => {
  const log = document.querySelector('[role=log]');
  const { top, bottom, left, width } = log.getBoundingClientRect();
  let blanks = 0;
  for (let y = top + 4; y < bottom - 4; y += 16) {
    const row = [...log.querySelectorAll('article, .log-day')].some((one) => {
      const box = one.getBoundingClientRect();
      return box.top <= y && box.bottom >= y;
    });
    if (!row) blanks += 1;
  }
  return { blanks, rows: log.querySelectorAll('article').length, offset: log.scrollTop, left, width };
})()`;
interface LogState {
  readonly blanks: number;
  readonly rows: number;
  readonly offset: number;
}

/** The message in the middle of what is seen, and where. */
const ANCHOR = `(() => {
  const log = document.querySelector('[role=log]');
  const { top, height } = log.getBoundingClientRect();
  const one = [...log.querySelectorAll('article')].find((it) => it.getBoundingClientRect().bottom > top + height / 2);
  return { text: one.textContent, top: one.getBoundingClientRect().top };
})()`;
interface Anchor {
  readonly text: string;
  readonly top: number;
}
/** Within roundings of the browser's. */
const STILL_PX = 2;

suite(`a conversation of ${String(MESSAGES)} messages (needs chromium)`, () => {
  let stage: ChatStage;
  let browser: TestBrowser;
  let tab: Tab;
  beforeAll(async () => {
    stage = await startChatStage();
    const { ada } = PEOPLE;
    for (let done = 0; done < MESSAGES; done += A_WEBHOOK) {
      const messages = Array.from({ length: A_WEBHOOK }, (_message, index) => {
        const serial = done + index;
        const at = new Date(stage.gateway.now.getTime() - (MESSAGES - serial) * MINUTE_MS - 60 * MINUTE_MS);
        return textMessage({
          from: ada,
          at,
          text: `Message ${String(serial)}${' and so on'.repeat(serial % 9)}`,
        });
      });
      await stage.hear(ada, ...messages);
    }
    browser = await startBrowser();
    tab = await browser.open(stage.gateway.url, { as: ADMIN });
  }, 600_000);
  afterAll(async () => {
    await browser.stop();
    await stage.stop();
  });

  const look = () => tab.page.evaluate<LogState>(STATE);

  it('opens at its end, with the rows in sight alone', async () => {
    const { page } = tab;
    await page.goto('/chat');
    await page.getByRole('link', { name: /Ada Okafor/ }).waitFor();
    const started = performance.now();
    await page.getByRole('link', { name: /Ada Okafor/ }).click();
    await page.getByRole('log').getByText('Until seven, I meant.').waitFor();
    console.log(`${String(MESSAGES)} messages: shown after ${(performance.now() - started).toFixed(0)} ms`);
    expect((await look()).rows).toBeLessThan(60);
  });

  it('scrolls upwards without blank rows and without end', async () => {
    const { page } = tab;
    await page.getByRole('log').hover();
    const seen: LogState[] = [];
    for (let step = 0; step < STEPS; step++) {
      await page.mouse.wheel(0, -900);
      await page.waitForTimeout(30);
      seen.push(await look());
    }
    expect(Math.max(...seen.map(({ rows }) => rows))).toBeLessThan(60);
    expect(seen.filter(({ blanks }) => blanks > 1)).toEqual([]);
    // One page is some 3,000 pixels: many were read, and it goes on, also for who is faster than what comes.
    await page.waitForFunction(`document.querySelector('[role=log]').scrollTop > 0`);
    expect(tab.problems).toEqual([]);
  });

  /** How far a message has moved since; null: it is not drawn any more. */
  const movedBy = ({ text, top }: Anchor): Promise<number | null> =>
    tab.page.evaluate<number | null>(`(() => {
      const one = [...document.querySelectorAll('[role=log] article')].find((it) => it.textContent === ${JSON.stringify(text)});
      return one ? Math.abs(one.getBoundingClientRect().top - ${String(top)}) : null;
    })()`);

  it('holds still while earlier pages come in above', async () => {
    const { page } = tab;
    const moved: (number | null)[] = [];
    for (let step = 0; step < 8; step++) {
      await page.mouse.wheel(0, -900);
      await page.waitForTimeout(60);
      const anchor = await page.evaluate<Anchor>(ANCHOR);
      await page.waitForTimeout(250);
      moved.push(await movedBy(anchor));
    }
    expect(moved.filter((by) => by === null || by > STILL_PX)).toEqual([]);
  });

  it('holds still when something new is said, and goes there when asked', async () => {
    const { page } = tab;
    const { ada } = PEOPLE;
    const anchor = await page.evaluate<Anchor>(ANCHOR);
    await stage.hear(ada, textMessage({ from: ada, at: stage.gateway.now, text: 'Said meanwhile' }));
    await page.getByRole('link', { name: /Said meanwhile/ }).waitFor();
    expect(await movedBy(anchor)).toBeLessThanOrEqual(STILL_PX);
    await page.getByRole('button', { name: 'To the newest message' }).click();
    await page.getByRole('log').getByText('Said meanwhile').waitFor();
    expect(tab.problems).toEqual([]);
  });
});
