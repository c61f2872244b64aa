import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { findFreePort, isListening } from '../../src/database/freePort.js';
import { eventually } from './session.js';

/** OpenSMTPD from Debian's packages: it delivers every mail into one folder, a file a recipient. */
export interface TestSmtpd {
  readonly url: string;
  /** Mails as they were delivered, with their headers, the oldest first. */
  delivered(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** Where it cannot be had, suites that need it are skipped; scripts/lib/installDebian.mjs says why. */
export const hasSmtpd = process.getuid?.() === 0 && existsSync('/usr/sbin/smtpd');

/** There is one a machine: its control socket has a fixed place. */
export async function startSmtpd(): Promise<TestSmtpd> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lethe-smtpd-'));
  // It delivers as `nobody`.
  await chmod(folder, 0o755);
  const maildir = path.join(folder, 'mail');
  await mkdir(maildir);
  await chmod(maildir, 0o777);
  const port = await findFreePort();
  const settings = path.join(folder, 'smtpd.conf');
  await writeFile(
    settings,
    `table everybody { "@" = "nobody" }
listen on 127.0.0.1 port ${String(port)}
action "keep" maildir "${maildir}" virtual <everybody>
match from any for any action "keep"
`,
  );
  const child = spawn('/usr/sbin/smtpd', ['-d', '-f', settings], { stdio: 'ignore' });
  await eventually(async () => ((await isListening(port)) ? true : null));
  return {
    url: `smtp://127.0.0.1:${String(port)}`,
    delivered: async () => {
      const inbox = path.join(maildir, 'new');
      const names = existsSync(inbox) ? await readdir(inbox) : [];
      return Promise.all(names.sort().map((name) => readFile(path.join(inbox, name), 'utf8')));
    },
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
