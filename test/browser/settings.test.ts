import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN, startTestApp, type TestApp } from '../support/app.js';
import { hasChromium, startBrowser, type Tab, type TestBrowser } from '../support/browser.js';
import { addPerson } from '../support/people.js';

const suite = hasChromium ? describe : describe.skip;
const FRESH = 'another long enough password';

suite('settings in the dashboard (needs chromium)', () => {
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

  const clean = async (one: Tab, name: string): Promise<void> => {
    expect(await one.look(name)).toEqual([]);
    expect(one.problems).toEqual([]);
  };

  it('binds the cleanup to hours of the day', async () => {
    const { page } = tab;
    const dialog = page.getByRole('dialog');
    const hours = page.getByText('Hours of the day').locator('xpath=..');
    await page.goto('/settings');
    await hours.getByText('at any time').waitFor();
    await page.getByRole('button', { name: 'Edit: Hours of the day' }).click();
    await dialog.getByLabel('Only within certain hours').check();
    await clean(tab, 'settings-hours');
    await dialog.getByLabel('From').selectOption({ label: '23:00' });
    await dialog.getByLabel('To', { exact: true }).selectOption({ label: '00:00' });
    await dialog.getByLabel('Time zone').fill('Atlantis/Capital');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('such as Europe/Berlin or UTC').first().waitFor();
    await dialog.getByText('A window has at least 2 hours').waitFor();
    await dialog.getByLabel('To', { exact: true }).selectOption({ label: '05:00' });
    await dialog.getByLabel('Time zone').fill('Asia/Kathmandu');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await hours.getByText('from 23:00 to 05:00, Asia/Kathmandu').waitFor();
    await clean(tab, 'settings-hours-set');
    await page.getByRole('button', { name: 'Edit: Hours of the day' }).click();
    await dialog.getByLabel('Only within certain hours').uncheck();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await hours.getByText('at any time').waitFor();
    expect(tab.problems).toEqual([]);
  });

  it('changes one’s password, which signs out everywhere else', async () => {
    const person = await addPerson(gateway, 'AGENT');
    const [mine, elsewhere] = [
      await browser.open(gateway.url, { as: person }),
      await browser.open(gateway.url, { as: person }),
    ];
    const { page } = mine;
    const dialog = page.getByRole('dialog');
    await page.goto('/chat');
    await page.getByTitle('Your password, second factor and tokens').click();
    await page.getByRole('button', { name: 'Change the password' }).click();
    await dialog.getByLabel('Present password').fill('not the password');
    await dialog.getByLabel('New password').fill(FRESH);
    await clean(mine, 'password');
    await dialog.getByRole('button', { name: 'Change the password' }).click();
    await dialog.getByText('The password is wrong.').waitFor();
    await dialog.getByLabel('Present password').fill(person.password);
    await dialog.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('The password is changed.').waitFor();
    await page.goto('/chat');
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await elsewhere.page.goto('/chat');
    await elsewhere.page.getByLabel('E-mail address').fill(person.email);
    await elsewhere.page.getByLabel('Password').fill(FRESH);
    await elsewhere.page.keyboard.press('Enter');
    await elsewhere.page.getByRole('heading', { level: 1 }).first().waitFor();
    // What was refused on purpose is an error to a console.
    expect(mine.problems.filter((problem) => !problem.includes('/auth/change-password'))).toEqual([]);
    await mine.close();
    await elsewhere.close();
  });

  it('says what is wrong in Portuguese, by the code of what was refused', async () => {
    const { page } = tab;
    const dialog = page.getByRole('dialog');
    await page.goto('/settings/sign-in');
    await page.getByLabel('Language').selectOption('pt');
    await page.getByRole('button', { name: 'Mudar a senha' }).click();
    await dialog.getByLabel('Senha atual').fill('not the password');
    await dialog.getByLabel('Nova senha').fill('short');
    await dialog.getByRole('button', { name: 'Mudar a senha' }).click();
    await dialog.getByText('A senha é curta ou longa demais.').waitFor();
    await dialog.getByLabel('Nova senha').fill(FRESH);
    await dialog.getByRole('button', { name: 'Mudar a senha' }).click();
    await dialog.getByText('A senha está errada.').waitFor();
    expect(await tab.look('senha-errada')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.goto('/settings');
    await page.getByRole('button', { name: 'Editar: Horas do dia' }).click();
    await dialog.getByLabel('Só dentro de certas horas').check();
    await dialog.getByLabel('Das').selectOption({ index: 22 });
    await dialog.getByLabel('Às').selectOption({ index: 22 });
    await dialog.getByRole('button', { name: 'Salvar' }).click();
    await dialog.getByText('São ao menos 2 horas').waitFor();
    expect(await tab.look('horas-erradas')).toEqual([]);
  });
});
