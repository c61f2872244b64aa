import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN } from '../support/app.js';
import { hasChromium, startBrowser, type Tab, type TestBrowser } from '../support/browser.js';
import { gradientPng, PEOPLE, startChatStage, type ChatStage } from '../support/chatStage.js';
import { reactionMessage, revokeMessage, textMessage, wamid } from '../support/whatsapp.js';

const suite = hasChromium ? describe : describe.skip;
/** The recipient cannot be reached by WhatsApp: refused for good. */
const UNDELIVERABLE = 131026;

suite('what one does in a chat (needs chromium)', () => {
  let stage: ChatStage;
  let browser: TestBrowser;
  let tab: Tab;
  beforeAll(async () => {
    stage = await startChatStage();
    browser = await startBrowser();
    tab = await browser.open(stage.gateway.url, { as: ADMIN });
    await tab.page.goto('/chat');
    await tab.page.getByRole('link', { name: /Ada Okafor/ }).click();
    await log().getByText('Until seven, I meant.').waitFor();
  });
  afterAll(async () => {
    await browser.stop();
    await stage.stop();
  });

  const log = () => tab.page.getByRole('log');
  const own = (text: string) => log().getByRole('article', { name: 'You' }).filter({ hasText: text });
  const write = async (text: string): Promise<void> => {
    await tab.page.getByRole('textbox', { name: 'Write a message' }).fill(text);
    await tab.page.keyboard.press('Enter');
  };
  const clean = async (name: string): Promise<void> => {
    expect(await tab.look(name)).toEqual([]);
    expect(tab.problems).toEqual([]);
  };

  it('sends what failed once more, by a press', async () => {
    stage.double.fault({ does: { kind: 'REFUSE', code: UNDELIVERABLE } });
    await write('Is this still your number?');
    await stage.settle();
    await own('Is this still your number?').getByText('WhatsApp refused it.').waitFor();
    await clean('chat-failed');
    await own('Is this still your number?').getByRole('button', { name: 'Try again' }).click();
    await untilThere(own('Is this still your number?'), 2);
    await stage.settle();
    await own('Is this still your number?').last().getByText('Delivered').waitFor({ state: 'attached' });
    expect(stage.double.accepted.all().map(({ type }) => type)).toEqual(['text']);
  });

  it('answers a message by quoting it, and shows who reacted', async () => {
    const asked = log()
      .getByRole('article', { name: 'Ada Okafor' })
      .filter({ hasText: 'Any news about it?' })
      .first();
    await asked.hover();
    await asked.getByRole('button', { name: 'Reply' }).click();
    await tab.page.getByText('Replying to').waitFor();
    await write('It comes tomorrow.');
    const answer = own('It comes tomorrow.');
    await answer.locator('blockquote').getByText('Any news about it?').waitFor();
    await stage.settle();
    const sent = stage.double.accepted.all().at(-1);
    expect(sent?.replyTo).toMatch(/^wamid\./);
    const { ada } = PEOPLE;
    await stage.hear(
      ada,
      reactionMessage({ from: ada, at: stage.gateway.now, to: sent?.id ?? '', emoji: '👍' }),
    );
    await answer.getByLabel('Reactions').getByText('👍').waitFor();
    expect(tab.problems).toEqual([]);
  });

  it('sends a picture, and gives what was sent to it as a file', async () => {
    const { page } = tab;
    const buffer = gradientPng(64, 48);
    await page
      .getByLabel('Attach a file')
      .first()
      .setInputFiles({ name: 'map.png', mimeType: 'image/png', buffer });
    await page.getByText('map.png').waitFor();
    await write('The way to us');
    await own('The way to us').getByText('no copy of it is kept here').waitFor();
    await stage.settle();
    const sent = stage.double.accepted.all().at(-1);
    expect(sent).toMatchObject({ type: 'image' });
    // What was chosen in the browser is what the provider holds, byte for byte.
    const { image } = sent?.message as unknown as { image: { id: string } };
    expect(stage.double.media.find(image.id)?.bytes.equals(buffer)).toBe(true);
    // One is where one has just written: there is nowhere to go.
    expect(await page.getByRole('button', { name: 'To the newest message' }).count()).toBe(0);
    await clean('chat-picture');
    await page.getByRole('link', { name: /Chen Wei/ }).click();
    const started = page.waitForEvent('download');
    await log()
      .getByRole('link', { name: /invoice-2041\.pdf/ })
      .click();
    expect((await started).suggestedFilename()).toBe('invoice-2041.pdf');
    await page.goBack();
  });

  it('fills in a template and sends it', async () => {
    const { page } = tab;
    await page.getByRole('button', { name: 'Template' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Template').selectOption({ label: 'appointment (en_US)' });
    await dialog.getByLabel('Variable first_name').fill('Ada');
    await dialog.getByLabel('Variable day').fill('Monday');
    await dialog.getByText('Hi Ada, see you on Monday.').waitFor();
    await clean('chat-template');
    await dialog.getByRole('button', { name: 'Send' }).click();
    await dialog.waitFor({ state: 'detached' });
    await stage.settle();
    expect(stage.double.accepted.all().at(-1)).toMatchObject({ type: 'template' });
    expect(tab.problems).toEqual([]);
  });

  it('says of a message that its author took back why it is gone', async () => {
    const { ada } = PEOPLE;
    const id = wamid();
    const at = stage.gateway.now;
    await stage.hear(ada, textMessage({ from: ada, at, id, text: 'My card is 4111' }));
    await log().getByText('My card is 4111').waitFor();
    await stage.hear(ada, revokeMessage({ from: ada, at, original: id }));
    await log().getByText('It was erased').waitFor();
    expect(await log().getByText('My card is 4111').count()).toBe(0);
    await clean('chat-taken-back');
  });

  async function untilThere(found: ReturnType<typeof own>, count: number): Promise<void> {
    await found.nth(count - 1).waitFor();
    expect(await found.count()).toBe(count);
  }
});
