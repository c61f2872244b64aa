import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SetNumberPiiModeDocument, type PiiMode, type Role } from '../e2e/generated/operations.js';
import { ADMIN } from '../support/app.js';
import { hasChromium, startBrowser, type Tab, type TestBrowser } from '../support/browser.js';
import { startChatStage, type ChatStage } from '../support/chatStage.js';
import { addPerson } from '../support/people.js';

const suite = hasChromium ? describe : describe.skip;

const DAYS = 2;
const MODES = ['STORE_INDEFINITE', 'STORE_X_DAYS', 'RELAY_ONLY'] as const satisfies readonly PiiMode[];
const ROLES = ['AGENT', 'ADMIN', 'SUPER_ADMIN'] as const satisfies readonly Role[];
const BANNERS = {
  STORE_INDEFINITE: null,
  STORE_X_DAYS: `Only the last ${String(DAYS)} days are shown`,
  RELAY_ONLY: 'Messages are not stored for this number',
} as const satisfies Record<PiiMode, string | null>;
/** The youngest message of each is 40 minutes, 5 hours, 3 days and 9 days old. */
const CONVERSATIONS = { STORE_INDEFINITE: 4, STORE_X_DAYS: 2, RELAY_ONLY: 0 } as const satisfies Record<
  PiiMode,
  number
>;

suite('/chat, /logs and /calls in every PII mode and role (needs chromium)', () => {
  let stage: ChatStage;
  let browser: TestBrowser;
  const tabs = new Map<Role, Tab>();
  beforeAll(async () => {
    stage = await startChatStage();
    const key = await stage.addKey(30);
    await stage.send(key, { destinationNumber: '+447700900123', text: 'Your parcel is on its way.' });
    await stage.settle();
    browser = await startBrowser();
    for (const role of ROLES) {
      const as = role === 'SUPER_ADMIN' ? ADMIN : await addPerson(stage.gateway, role);
      tabs.set(role, await browser.open(stage.gateway.url, { as }));
    }
  });
  afterAll(async () => {
    await browser.stop();
    await stage.stop();
  });

  const tabOf = (role: Role): Tab => {
    const tab = tabs.get(role);
    if (!tab) throw new Error(`Nobody is signed in as ${role}.`);
    return tab;
  };
  const expectBanner = async ({ page }: Tab, mode: PiiMode): Promise<void> => {
    const text = BANNERS[mode];
    if (text === null) expect(await page.getByText(/are shown|are not stored/).count()).toBe(0);
    else await page.getByText(text).waitFor();
  };

  describe.each(MODES)('under %s', (mode) => {
    beforeAll(async () => {
      const piiRetentionDays = mode === 'STORE_X_DAYS' ? DAYS : null;
      const input = { numberId: stage.numberId, mode, piiRetentionDays };
      const { setNumberPiiMode } = await stage.admin.run(SetNumberPiiModeDocument, { input });
      if (setNumberPiiMode.userErrors.length > 0) throw new Error('The mode was refused.');
    });

    it.each(ROLES)('shows %s the chats that the mode keeps', async (role) => {
      const tab = tabOf(role);
      await tab.page.goto('/chat');
      if (mode === 'RELAY_ONLY') await tab.page.getByText('Nothing is kept here').waitFor();
      else await tab.page.getByRole('link', { name: /Ada Okafor/ }).waitFor();
      await expectBanner(tab, mode);
      const list = tab.page.getByRole('list').filter({ has: tab.page.locator('.chat-row') });
      expect(await list.getByRole('listitem').count()).toBe(CONVERSATIONS[mode]);
      expect(await tab.look(`chat-${mode}-${role}`)).toEqual([]);
      expect(tab.problems).toEqual([]);
    });

    it.each(ROLES)('shows %s the send log that the mode keeps', async (role) => {
      const tab = tabOf(role);
      await tab.page.goto('/logs');
      if (mode === 'RELAY_ONLY') await tab.page.getByText('Nothing is shown here').waitFor();
      else {
        await tab.page.getByRole('cell', { name: 'Your parcel is on its way.' }).waitFor();
        // Keys are administrators' to see.
        expect(await tab.page.getByLabel('API key').count()).toBe(role === 'AGENT' ? 0 : 1);
      }
      await expectBanner(tab, mode);
      expect(await tab.look(`logs-${mode}-${role}`)).toEqual([]);
      expect(tab.problems).toEqual([]);
    });

    it.each(ROLES)('shows %s the calls that the mode keeps', async (role) => {
      const tab = tabOf(role);
      await tab.page.goto('/calls');
      await tab.page.getByText(mode === 'RELAY_ONLY' ? 'Nothing is kept here' : 'No calls').waitFor();
      await expectBanner(tab, mode);
      expect(await tab.look(`calls-${mode}-${role}`)).toEqual([]);
      expect(tab.problems).toEqual([]);
    });
  });
});
