import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSmtpMailer } from '../../../src/lib/smtpMailer.js';
import { parseSmtpUrl } from '../../../src/lib/smtpUrl.js';
import { eventually } from '../../support/session.js';
import { hasSmtpd, startSmtpd, type TestSmtpd } from '../../support/smtpd.js';

/** Through a mail server as Debian has it, into a folder. */
(hasSmtpd ? describe : describe.skip)('mails through OpenSMTPD', () => {
  let smtpd: TestSmtpd;
  beforeAll(async () => {
    smtpd = await startSmtpd();
  });
  afterAll(() => smtpd.stop());

  it('are delivered to each recipient', async () => {
    const server = parseSmtpUrl(smtpd.url);
    if (!server) throw new Error('not an address of a mail server');
    const to = ['first@example.org', 'second@example.org'];
    await createSmtpMailer(server, 'lethe@example.org').send({ to, subject: 'Alert', text: 'Look here.\n' });
    const mails = await eventually(async () => {
      const delivered = await smtpd.delivered();
      return delivered.length === to.length ? delivered : null;
    });
    for (const address of to)
      expect(mails.filter((mail) => mail.includes(`Delivered-To: ${address}`))).toHaveLength(1);
    for (const mail of mails) expect(mail).toContain('Look here.');
  });
});
