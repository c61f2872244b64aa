import type { Log } from './log.js';
import { createLogMailer, type Mailer } from './mailer.js';
import { createSmtpMailer } from './smtpMailer.js';
import type { SmtpServer } from './smtpUrl.js';

/**
 * Hands mails to the server of the settings; without one, the log says that there is none.
 * @param mailFrom the sender; null: `lethe@` and the host of the public address
 */
export function chooseMailer(
  { smtp, mailFrom }: { readonly smtp: SmtpServer | null; readonly mailFrom: string | null },
  publicUrl: string,
  log: Log,
): Mailer {
  if (!smtp) return createLogMailer(log);
  const { hostname } = new URL(publicUrl);
  const domain = /[a-z]$/i.test(hostname) ? hostname : 'localhost';
  return createSmtpMailer(smtp, mailFrom ?? `Lethe <lethe@${domain}>`);
}
