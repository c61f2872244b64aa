import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { runProgram } from './runProgram.mjs';

/** Tells invoke-rc.d that no service is to be started (Debian's own way; 101: not allowed). */
const POLICY = '/usr/sbin/policy-rc.d';

const isProgram = (name) => spawnSync(name, ['--version']).status === 0;

/** What apt-get writes is of no interest; that the program is there afterwards is. */
const aptGet = (...args) =>
  runProgram('apt-get', args, { print: () => undefined, env: { DEBIAN_FRONTEND: 'noninteractive' } });

/** The lists of packages, fetched once a run; apt-get does one thing at a time. */
let lists = null;
let queue = Promise.resolve();

const install = async (packages) => {
  lists ??= aptGet('update');
  await lists;
  const hadPolicy = existsSync(POLICY);
  if (!hadPolicy) {
    writeFileSync(POLICY, '#!/bin/sh\nexit 101\n');
    chmodSync(POLICY, 0o755);
  }
  try {
    await aptGet('install', '-y', '--no-install-recommends', ...packages);
  } finally {
    if (!hadPolicy) rmSync(POLICY, { force: true });
  }
};

/**
 * Sees to it that a program can be started by the tests: from Debian's packages where we are root there, and never as
 * a service. Gives a reason where it cannot be had.
 * @param isThere tells whether it can be started
 * @param more packages that come with it; a suite runs without them as well
 */
const installPackage =
  (name, isThere, more = []) =>
  async (say) => {
    if (isThere()) return { ok: true, reason: null };
    const isDebian = existsSync('/etc/debian_version');
    if (!isDebian || process.getuid?.() !== 0)
      return { ok: false, reason: 'it is not installed, and only root on Debian may install it' };
    say(`Installing ${name} by apt-get ...\n`);
    queue = queue.then(() => install([name, ...more]));
    await queue;
    return isThere() ? { ok: true, reason: null } : { ok: false, reason: 'apt-get could not install it' };
  };

export const installRedis = installPackage('redis-server', () => isProgram('redis-server'));

/** What reads the metrics in their tests, with `promtool`. */
export const installPrometheus = installPackage('prometheus', () => isProgram('prometheus'));

/** What the browser tests are run in; with a font for emoji, so that pictures show them as people see them. */
export const installChromium = installPackage('chromium', () => isProgram('chromium'), [
  'fonts-noto-color-emoji',
]);

const installOpenSmtpd = installPackage('opensmtpd', () => existsSync('/usr/sbin/smtpd'));

/** A mail server that delivers: OpenSMTPD, which only root may start. */
export const installSmtpd = (say) =>
  process.getuid?.() === 0 ? installOpenSmtpd(say) : { ok: false, reason: 'only root may start it' };
