import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A download that failed: when (milliseconds since the epoch) and why. */
export interface FailedDownload {
  readonly at: number;
  readonly reason: string;
}

const fileOf = (cacheFolder: string, download: string) => path.join(cacheFolder, `failed-${download}.json`);

/**
 * The failure of this download, if it is younger than `keepMs`; otherwise null, and the download may be tried.
 * A damaged note counts as none.
 */
export async function findFailedDownload(
  cacheFolder: string,
  download: string,
  keepMs: number,
  now: number,
): Promise<FailedDownload | null> {
  const text = await readFile(fileOf(cacheFolder, download), 'utf8').catch(() => null);
  const note = text === null ? null : parse(text);
  // A date in the future comes from a clock that was wrong: it must not block the download for years.
  return note !== null && note.at <= now && now - note.at < keepMs ? note : null;
}

/** Notes the failure, so that the next starts do not wait for it again. A cache that cannot be written is no error. */
export async function rememberFailedDownload(
  cacheFolder: string,
  download: string,
  failure: FailedDownload,
): Promise<void> {
  try {
    await mkdir(cacheFolder, { recursive: true });
    await writeFile(fileOf(cacheFolder, download), `${JSON.stringify(failure)}\n`);
  } catch {
    // The price is one more attempt at the next start.
  }
}

/** To be called when the download succeeded. */
export async function forgetFailedDownload(cacheFolder: string, download: string): Promise<void> {
  await rm(fileOf(cacheFolder, download), { force: true }).catch(() => undefined);
}

function parse(text: string): FailedDownload | null {
  try {
    const value = JSON.parse(text) as Partial<FailedDownload> | null;
    if (typeof value?.at !== 'number' || typeof value.reason !== 'string') return null;
    return { at: value.at, reason: value.reason };
  } catch {
    return null;
  }
}
