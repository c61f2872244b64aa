import type { Log } from './log.js';

export interface Mail {
  readonly to: readonly string[];
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

export interface Mailer {
  /** No mail goes anywhere: there is no mail server. */
  readonly isSilent?: boolean;
  /** @throws when the mail could not be handed over */
  send(mail: Mail): Promise<void>;
}

/** Where no mail server is set up: says in the log that a mail would have gone out, and to how many. */
export function createLogMailer(log: Log): Mailer {
  return {
    isSilent: true,
    send: ({ to, subject }) => {
      log.warn({ recipients: to.length, subject }, 'A mail was not sent: no mail server is set up.');
      return Promise.resolve();
    },
  };
}
