import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** What one sweep did. */
export interface Swept {
  readonly state: string;
  readonly deleted: number;
  readonly ms: number;
  readonly grewBytes: number;
}

/** @param environment the gateway's settings, and `ACCOUNT` and `OTHER_ACCOUNT` of bench/servers/sweep.ts */
export async function sweepInProcess(environment: Readonly<Record<string, string>>): Promise<Swept> {
  const script = fileURLToPath(new URL('../servers/sweep.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script], {
    env: { ...process.env, ...environment },
  });
  return JSON.parse(stdout) as Swept;
}
