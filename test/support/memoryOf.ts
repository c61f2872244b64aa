import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const SAMPLE_MS = 50;

/** What a process holds in memory by now, in bytes. */
export async function residentBytes(pid: number | undefined): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout) * 1_024;
}

/** Does something and tells, in bytes, by how much a process grew meanwhile over what it held before. */
export async function growthWhile(pid: number | undefined, work: () => Promise<unknown>): Promise<number> {
  const before = await residentBytes(pid);
  let peak = before;
  let isOver = false;
  const sampling = (async () => {
    while (!isOver) {
      peak = Math.max(peak, await residentBytes(pid));
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
    }
  })();
  try {
    await work();
  } finally {
    isOver = true;
    await sampling;
  }
  return peak - before;
}
