import { createTransport, type SendMailOptions } from 'nodemailer';
import { SECOND_MS } from './clock.js';
import type { Mailer } from './mailer.js';
import type { SmtpServer } from './smtpUrl.js';

/** The mail server did not take the mail. Carries the reason's code alone: what servers answer names addresses. */
export class MailNotSent extends Error {
  override readonly name = 'MailNotSent';
  /** @param code of nodemailer's list, as `ECONNECTION`, `EAUTH`, `ETLS`, `EENVELOPE` */
  constructor(readonly code: string) {
    super(`The mail server did not take the mail (${code}).`);
  }
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/**
 * Hands mails to a server by SMTP. A password goes by TLS only, and to a server whose certificate is good; on this
 * machine itself nothing can listen in, so there neither is asked for.
 * @param from the sender, as `Lethe <lethe@example.org>`
 * @returns `send` throws {@link MailNotSent}, within a minute when the server does not answer
 */
export function createSmtpMailer(server: SmtpServer, from: string): Mailer {
  const { host, port, secure, auth } = server;
  const isHere = LOOPBACK.test(host);
  const transport = createTransport({
    host,
    port,
    secure,
    ...(auth && { auth }),
    requireTLS: auth !== null && !isHere,
    tls: { rejectUnauthorized: !isHere },
    connectionTimeout: 10 * SECOND_MS,
    greetingTimeout: 10 * SECOND_MS,
    socketTimeout: 30 * SECOND_MS,
    // Texts carry names that people chose: none of them may make us read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async ({ to, subject, text }) => {
      const mail: SendMailOptions = {
        from,
        to: [...to],
        subject,
        text,
        // RFC 3834: no answers of absent people to a machine.
        headers: { 'Auto-Submitted': 'auto-generated' },
      };
      try {
        await transport.sendMail(mail);
      } catch (error) {
        throw new MailNotSent(codeOf(error));
      }
    },
  };
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? code : 'UNKNOWN';
}
