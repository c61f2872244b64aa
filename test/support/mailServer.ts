import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail server of npm's on this machine, that keeps what it takes in memory. */
export interface MailServer {
  readonly port: number;
  readonly url: string;
  /** In the order in which they came. */
  readonly mails: readonly { readonly to: readonly string[]; readonly raw: string }[];
  stop(): Promise<void>;
}

/**
 * @param options of smtp-server; without, it takes everything from everybody
 * @param taken the port of one that was stopped before
 */
export async function startMailServer(options: SMTPServerOptions = {}, taken = 0): Promise<MailServer> {
  const mails: { to: readonly string[]; raw: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    closeTimeout: 100,
    onData: (stream, session, done) => {
      const to = session.envelope.rcptTo.map(({ address }) => address);
      text(stream).then((raw) => {
        mails.push({ to, raw });
        done();
      }, done);
    },
    ...options,
  });
  // A client that breaks off is the test's business, not a crash.
  server.on('error', () => undefined);
  const listening = server.listen(taken, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const scheme = options.secure === true ? 'smtps' : 'smtp';
  return {
    port,
    url: `${scheme}://127.0.0.1:${String(port)}`,
    mails,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}
