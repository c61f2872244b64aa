import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createSmtpMailer } from '../../../src/lib/smtpMailer.js';
import { parseSmtpUrl } from '../../../src/lib/smtpUrl.js';
import { startMailServer, type MailServer } from '../../support/mailServer.js';

const FROM = 'Lethe <lethe@example.org>';
const MAIL = { to: ['a@example.org', 'b@example.org'], subject: 'Übung', text: 'Zwölf Wörter.\n' };

const mailerOf = (url: string) => {
  const server = parseSmtpUrl(url);
  if (!server) throw new Error('not an address of a mail server');
  return createSmtpMailer(server, FROM);
};

describe('the address of a mail server', () => {
  it('has STARTTLS by smtp, TLS by smtps, and an encoded password', () => {
    expect(parseSmtpUrl('smtp://mail.example.org')).toEqual({
      host: 'mail.example.org',
      port: 587,
      secure: false,
      auth: null,
    });
    expect(parseSmtpUrl('smtps://some%40body:p%3Ass@mail.example.org')).toEqual({
      host: 'mail.example.org',
      port: 465,
      secure: true,
      auth: { user: 'some@body', pass: 'p:ss' },
    });
    expect(parseSmtpUrl('smtp://[::1]:25')).toMatchObject({ host: '::1', port: 25 });
  });

  it('is nothing else', () => {
    for (const wrong of ['mail.example.org', 'http://mail.example.org', 'smtp://', 'smtp://a:%zz@host'])
      expect(parseSmtpUrl(wrong)).toBeNull();
  });
});

describe('mails by SMTP', () => {
  let server: MailServer | undefined;
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  it('reach all recipients at once, marked as a machine’s', async () => {
    server = await startMailServer();
    await mailerOf(server.url).send(MAIL);
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]?.to).toEqual(MAIL.to);
    const raw = server.mails[0]?.raw ?? '';
    expect(raw).toContain('From: Lethe <lethe@example.org>');
    expect(raw).toContain('Auto-Submitted: auto-generated');
    expect(raw).toMatch(/Subject: =\?UTF-8\?/);
  });

  it('go by TLS from the first byte, with user and password', async () => {
    const seen: unknown[] = [];
    server = await startMailServer({
      secure: true,
      authOptional: false,
      onAuth: ({ username, password }, _session, done) => {
        seen.push([username, password]);
        done(null, { user: username });
      },
    });
    await mailerOf(server.url.replace('//', '//lethe:s%2Fcret@')).send(MAIL);
    expect(server.mails).toHaveLength(1);
    expect(seen).toEqual([['lethe', 's/cret']]);
  });

  it('that are refused throw a code, and neither address nor answer', async () => {
    server = await startMailServer({
      onRcptTo: ({ address }, _session, done) => {
        done(new Error(`We do not know ${address}.`));
      },
    });
    const refused = mailerOf(server.url).send(MAIL);
    await expect(refused).rejects.toMatchObject({ name: 'MailNotSent', code: 'EENVELOPE' });
    await expect(refused).rejects.toThrow('The mail server did not take the mail (EENVELOPE).');
    const nobody = mailerOf('smtp://lethe:secret@127.0.0.1:9').send(MAIL);
    await expect(nobody).rejects.toMatchObject({ name: 'MailNotSent', code: 'ESOCKET' });
  });

  it('give a password away to nobody who only claims to be the server', async () => {
    const lines: string[] = [];
    // A server without TLS, elsewhere than on this machine as its name goes.
    const open = createServer((socket) => {
      socket.write('220 hello\r\n');
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        lines.push(chunk.toString());
        socket.write(chunk.toString().startsWith('EHLO') ? '250-hello\r\n250 AUTH PLAIN\r\n' : '500 no\r\n');
      });
    });
    open.listen(0, '0.0.0.0');
    await once(open, 'listening');
    const { port } = open.address() as AddressInfo;
    const sent = mailerOf(`smtp://lethe:canary-secret@0.0.0.0:${String(port)}`).send(MAIL);
    await expect(sent).rejects.toMatchObject({ name: 'MailNotSent' });
    expect(lines.join('')).not.toMatch(/AUTH/);
    await new Promise((resolve) => open.close(resolve));
  });
});
