import { spawn } from 'node:child_process';
import path from 'node:path';

/** The compiled command line, as a process of its own. */
const PROGRAM = path.resolve('dist/src/cli/main.js');
const LISTENING = /listening on (http:\S+)/;

export interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A gateway that `lethe serve` runs. */
export interface Served {
  readonly url: string;
  /** Ends it as an operator does; gives its exit code. */
  stop(): Promise<number | null>;
}

export interface CommandLine {
  /** Runs a command to its end; nobody sits at the terminal. */
  run(...args: readonly string[]): Promise<Ran>;
  /** The same with `--json`, which must succeed. */
  json<T>(...args: readonly string[]): Promise<T>;
  /** `lethe serve`, once it listens. */
  serve(): Promise<Served>;
}

/** @param dataDir where everything is kept; an embedded database lies in it */
export function createCommandLine(dataDir: string): CommandLine {
  const start = (args: readonly string[]) => {
    const ours = { DATA_DIR: dataDir, MONGODB_URI: '', MASTER_KEY: '', PORT: '0', LOG_LEVEL: 'warn' };
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...ours },
    });
    const texts = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    return { child, texts, ended };
  };

  const run = async (...args: readonly string[]): Promise<Ran> => {
    const { texts, ended } = start(args);
    return { exitCode: await ended, ...texts };
  };

  return {
    run,
    json: async <T>(...args: readonly string[]) => {
      const { exitCode, stdout, stderr } = await run(...args, '--json');
      if (exitCode !== 0)
        throw new Error(`lethe ${args.join(' ')} exited with ${String(exitCode)}: ${stderr}`);
      return JSON.parse(stdout) as T;
    },
    serve: async () => {
      const { child, texts, ended } = start(['serve']);
      const url = await new Promise<string>((resolve, reject) => {
        child.stdout.on('data', () => {
          const [, found] = LISTENING.exec(texts.stdout) ?? [];
          if (found !== undefined) resolve(found);
        });
        void ended.then(() => reject(new Error(`lethe serve ended: ${texts.stderr}`)));
      });
      return {
        url,
        stop: () => {
          child.kill('SIGTERM');
          return ended;
        },
      };
    },
  };
}
