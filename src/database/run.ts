import { execFile } from 'node:child_process';

/** How a short-lived program ended; `code` is null when it was killed or could not be started. */
export interface RunResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env: Record<string, string>;
  /** After so many milliseconds the program is killed. */
  readonly timeoutMs: number;
}

export type Run = (command: string, args: readonly string[], options: RunOptions) => Promise<RunResult>;

/** Runs a program to its end, without a shell. Never rejects: a program that is missing has `code` null. */
export const run: Run = (command, args, options) =>
  new Promise((resolve) => {
    execFile(
      command,
      [...args],
      {
        env: options.env,
        timeout: options.timeoutMs,
        killSignal: 'SIGKILL',
        maxBuffer: 8 << 20,
        windowsHide: true,
      },
      (error, stdout, stderr) => {
        if (error === null) {
          resolve({ code: 0, stdout, stderr });
          return;
        }
        const code = typeof error.code === 'number' ? error.code : null;
        resolve({ code, stdout, stderr: stderr === '' ? describe(error, options) : stderr });
      },
    );
  });

function describe(error: { killed?: boolean; code?: unknown; message: string }, options: RunOptions): string {
  if (error.killed === true) return `gave no result within ${options.timeoutMs / 1000} s`;
  return error.code === 'ENOENT' ? 'is not installed' : error.message;
}
