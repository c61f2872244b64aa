import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { runProgram } from './runProgram.mjs';

/** A real S3 server with versions (Apache-2.0); run as a program of its own, never linked or shipped. */
const VERSION = 'v1.8.0';
const PACKAGE = `github.com/versity/versitygw/cmd/versitygw@${VERSION}`;

const cache = () => process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');

/** The server's program in the user's cache; null where it was not built yet, and suites that need it are skipped. */
export const findVersitygw = () => {
  const program = path.join(cache(), 'lethe', 'versitygw', VERSION);
  return existsSync(program) ? program : null;
};

/** Builds it into the user's cache, once, where Go is there; gives a reason where it cannot be had. */
export const installVersitygw = async (say) => {
  if (findVersitygw() !== null) return { ok: true, reason: null };
  say('Building versitygw (once, one to three minutes) ...\n');
  const folder = path.join(cache(), 'lethe', 'versitygw');
  mkdirSync(folder, { recursive: true });
  const draft = mkdtempSync(path.join(folder, 'build-'));
  try {
    const env = { GOBIN: draft, CGO_ENABLED: '0' };
    const isBuilt = await runProgram('go', ['install', PACKAGE], { print: () => undefined, env });
    if (!isBuilt) return { ok: false, reason: 'Go is not there, or could not build it' };
    // Whoever else builds meanwhile makes the very same program.
    renameSync(path.join(draft, 'versitygw'), path.join(folder, VERSION));
    return { ok: true, reason: null };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
};
