import { spawn } from 'node:child_process';

/** A running engine. */
export interface EngineProcess {
  /** Undefined when the program could not be started at all; `ended` then says why. */
  readonly pid: number | undefined;
  /** Resolves when the process is gone, with a few words on how it ended. */
  readonly ended: Promise<string>;
  hasEnded(): boolean;
  /** The last lines it printed, for error messages. */
  tail(): string;
  /** Asks it to end, and insists after `graceMs` milliseconds. */
  stop(graceMs: number): Promise<void>;
}

const TAIL_CHARACTERS = 2_000;

/**
 * Starts a program that lives until it is stopped. It gets a process group of its own: Ctrl+C at a terminal goes to
 * the whole group of the gateway, and the engine must outlive the gateway's last writes.
 */
export function spawnEngine(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
): EngineProcess {
  const child = spawn(command, args, {
    detached: true,
    windowsHide: true,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => (printed = (printed + text).slice(-TAIL_CHARACTERS)));
  }
  let over = false;
  // Whoever leaves by process.exit() without stopping the database still takes the engine along.
  const takeAlong = () => child.kill('SIGTERM');
  process.once('exit', takeAlong);
  const ended = new Promise<string>((resolve) => {
    const finish = (how: string) => {
      over = true;
      process.removeListener('exit', takeAlong);
      resolve(how);
    };
    child.once('error', (error) => finish(error.message));
    // Not 'close': a grandchild may keep the pipes open after the process itself is gone.
    child.once('exit', (code, signal) =>
      finish(signal === null ? `exit code ${code ?? 0}` : `signal ${signal}`),
    );
  });
  return {
    pid: child.pid,
    ended,
    hasEnded: () => over,
    tail: () => printed.trim(),
    async stop(graceMs) {
      if (over) return;
      child.kill('SIGTERM');
      const insist = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(insist);
    },
  };
}
