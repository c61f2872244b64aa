import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSmtpMailer } from '../../../src/lib/smtpMailer.js';
import { createProviderDouble } from '../../../src/providerDouble/createProviderDouble.js';
import { startMailServer, type MailServer } from '../../support/mailServer.js';
import { callHistories } from '../../support/retention/calls/callCommands.js';
import { CALL_EXAMPLES } from '../../support/retention/calls/callExamples.js';
import type { Mails } from '../../support/retention/calls/callStage.js';
import { playCalls } from '../../support/retention/calls/playCalls.js';

const isLong = process.env['LETHE_TEST_LONG'] === '1';
const RUNS = isLong ? 2_000 : 10;
const LIMIT_MS = isLong ? 3_600_000 : 15_000;

const double = createProviderDouble();
/** A part of the examples keeps it short. */
const EXAMPLES = CALL_EXAMPLES.filter((_, index) => isLong || index % 3 === 0);
let server: MailServer;
/** The last history: time may be over in the middle of it. */
let playing: Promise<void> = Promise.resolve();
let mail: Mails;

beforeAll(async () => {
  await double.start();
  const sent = new Map<string, string>();
  mail = {
    isDown: false,
    told: () => [...sent.values()],
    forget: () => {
      sent.clear();
    },
  };
  server = await startMailServer({
    onMailFrom: (_address, _session, done) => {
      done(mail.isDown ? new Error('later') : null);
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8').replace(/\r\n /g, ' ');
        const [, about = '', what = ''] =
          /^Subject: Lethe: (.*?) (?:is )?(held up|works again)/m.exec(text) ?? [];
        const [number = ''] = /^Number: .*$/m.exec(text) ?? [];
        const to = session.envelope.rcptTo.map(({ address }) => address).join();
        const place = [to, about, number].join('/');
        sent.set(place, `${sent.get(place) ?? ''}${what},`);
        done();
      });
    },
  });
});
afterAll(async () => {
  await playing.catch(() => undefined);
  await double.stop();
  await server.stop();
});

describe('three years of calls and recordings', () => {
  test(
    'lose exactly what the policies name, whatever fails, dies or is held meanwhile, and each trouble is told once',
    async () => {
      const address = { host: '127.0.0.1', port: server.port, secure: false, auth: null };
      const mailer = createSmtpMailer(address, 'lethe@example.org');
      let histories = 0;
      await fc.assert(
        fc.asyncProperty(callHistories(isLong ? 50 : 25), async (history) => {
          playing = playCalls({ double, mailer, mail }, history);
          await playing;
          histories += 1;
        }),
        {
          numRuns: RUNS + EXAMPLES.length,
          examples: EXAMPLES.map((history) => [[...history]]),
          interruptAfterTimeLimit: LIMIT_MS,
          markInterruptAsFailure: false,
        },
      );
      if (isLong) console.info(`Histories of calls: ${String(histories)}.`);
      expect(histories).toBeGreaterThan(0);
    },
    LIMIT_MS + 120_000,
  );
});
