import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { childEnvironment, userCacheFolder } from '../../../src/database/environment.js';

/** A real S3 server with versions (Apache-2.0); run as a program of its own, never linked or shipped. */
const VERSION = 'v1.8.0';
const PACKAGE = `github.com/versity/versitygw/cmd/versitygw@${VERSION}`;
const BUILD_MS = 10 * 60_000;

export type Versitygw =
  | { readonly kind: 'FOUND'; readonly program: string }
  /** The reason, for the name of what is skipped. */
  | { readonly kind: 'MISSING'; readonly reason: string };

/** The server's program: from the user's cache, or built into it once (one to three minutes) where Go is there. */
export async function findVersitygw(environment: NodeJS.ProcessEnv = process.env): Promise<Versitygw> {
  const folder = path.join(userCacheFolder(environment), 'versitygw');
  const program = path.join(folder, VERSION);
  if (existsSync(program)) return { kind: 'FOUND', program };
  await mkdir(folder, { recursive: true });
  const draft = await mkdtemp(path.join(folder, 'build-'));
  try {
    const outcome = await build(draft, environment);
    if (outcome !== null) return { kind: 'MISSING', reason: outcome };
    // Whoever else builds meanwhile makes the very same program.
    await rename(path.join(draft, 'versitygw'), program);
    return { kind: 'FOUND', program };
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Null when it is built; else why not. */
function build(folder: string, environment: NodeJS.ProcessEnv): Promise<string | null> {
  const go = Object.fromEntries(Object.entries(environment).filter(([name]) => /^GO[A-Z]+$/.test(name)));
  return new Promise((resolve) => {
    const child = spawn('go', ['install', PACKAGE], {
      env: { ...childEnvironment(environment), ...go, GOBIN: folder, CGO_ENABLED: '0' },
      stdio: 'ignore',
      timeout: BUILD_MS,
    });
    child.once('error', () => {
      resolve('there is no Go to build versitygw with');
    });
    child.once('exit', (code) => {
      resolve(code === 0 ? null : 'versitygw could not be built');
    });
  });
}
