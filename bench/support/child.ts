import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface RunningServer {
  readonly origin: string;
  readonly process: ChildProcess;
  readonly stop: () => Promise<void>;
}

const READY_MS = 60_000;

/**
 * Starts a compiled script (relative to `dist/`) in a process of its own and waits for the address it prints, as
 * `listening on http://…`.
 */
export async function startServer(
  script: string,
  environment: Readonly<Record<string, string>>,
): Promise<RunningServer> {
  const path = fileURLToPath(new URL(`../../${script}`, import.meta.url));
  const child = spawn(process.execPath, [path], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const origin = await new Promise<string>((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => {
      reject(new Error(`${script} did not start in time.`));
    }, READY_MS);
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const found = /listening on (http:\/\/[\w.:]+)/i.exec(output)?.[1];
      if (found) {
        clearTimeout(timer);
        resolve(found);
      }
    });
    child.once('exit', (code) => {
      reject(new Error(`${script} ended with ${String(code)} before it listened.`));
    });
  });
  return {
    origin,
    process: child,
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
