import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';

/** Tells invoke-rc.d that no service is to be started (Debian's own way; 101: not allowed). */
const POLICY = '/usr/sbin/policy-rc.d';

const run = (command, args) =>
  spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });

/**
 * Sees to it that a program can be started by the tests: from Debian's packages where we are root there, and never as
 * a service. Gives a reason where it cannot be had.
 * @param isThere tells whether it can be started
 * @param more packages that come with it; a suite runs without them as well
 */
const installPackage = (name, isThere, more = []) => {
  if (isThere()) return { ok: true, reason: null };
  const isDebian = existsSync('/etc/debian_version');
  if (!isDebian || process.getuid?.() !== 0)
    return { ok: false, reason: 'it is not installed, and only root on Debian may install it' };
  console.log(`Installing ${name} by apt-get ...`);
  const hadPolicy = existsSync(POLICY);
  if (!hadPolicy) {
    writeFileSync(POLICY, '#!/bin/sh\nexit 101\n');
    chmodSync(POLICY, 0o755);
  }
  try {
    run('apt-get', ['update']);
    run('apt-get', ['install', '-y', '--no-install-recommends', name, ...more]);
  } finally {
    if (!hadPolicy) rmSync(POLICY, { force: true });
  }
  return isThere() ? { ok: true, reason: null } : { ok: false, reason: 'apt-get could not install it' };
};

export const installRedis = () =>
  installPackage('redis-server', () => run('redis-server', ['--version']).status === 0);

/** What reads the metrics in their tests, with `promtool`. */
export const installPrometheus = () =>
  installPackage('prometheus', () => run('prometheus', ['--version']).status === 0);

/** What the browser tests are run in; with a font for emoji, so that pictures show them as people see them. */
export const installChromium = () =>
  installPackage('chromium', () => run('chromium', ['--version']).status === 0, ['fonts-noto-color-emoji']);

/** A mail server that delivers: OpenSMTPD, which only root may start. */
export const installSmtpd = () =>
  process.getuid?.() === 0
    ? installPackage('opensmtpd', () => existsSync('/usr/sbin/smtpd'))
    : { ok: false, reason: 'only root may start it' };
