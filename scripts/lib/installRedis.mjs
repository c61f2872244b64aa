import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';

/** Tells invoke-rc.d that no service is to be started (Debian's own way; 101: not allowed). */
const POLICY = '/usr/sbin/policy-rc.d';

const run = (command, args) =>
  spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });

const isThere = () => run('redis-server', ['--version']).status === 0;

/**
 * Sees to it that a `redis-server` can be started by the tests: from Debian's packages where we are root there, and
 * never as a service. Gives a reason where it cannot be had.
 */
export const installRedis = () => {
  if (isThere()) return { ok: true, reason: null };
  const isDebian = existsSync('/etc/debian_version');
  if (!isDebian || process.getuid?.() !== 0)
    return { ok: false, reason: 'it is not installed, and only root on Debian may install it' };
  console.log('Installing redis-server by apt-get ...');
  const hadPolicy = existsSync(POLICY);
  if (!hadPolicy) {
    writeFileSync(POLICY, '#!/bin/sh\nexit 101\n');
    chmodSync(POLICY, 0o755);
  }
  try {
    run('apt-get', ['update']);
    run('apt-get', ['install', '-y', '--no-install-recommends', 'redis-server']);
  } finally {
    if (!hadPolicy) rmSync(POLICY, { force: true });
  }
  return isThere() ? { ok: true, reason: null } : { ok: false, reason: 'apt-get could not install it' };
};
