import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TestDatabase } from './database.js';
import { ADMIN } from './session.js';

/** The compiled gateway. */
export const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
/** No test asks the real provider. */
const NOBODY = { WHATSAPP_API_URL: 'http://127.0.0.1:9' };
const READY_MS = 30_000;
/** Below what Jest gives a hook, so that a stop that hangs says where. */
const STOP_MS = 45_000;
const SHOWN_LINES = 30;

/** The compiled gateway in a process of its own, to be killed where it matters. */
export interface GatewayProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it wrote, both streams. */
  output(): string;
  /** `kill -9`; resolves when it is dead. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** Settings of gateways that share a database and a master key, with {@link ADMIN} to sign in as. */
export function gatewaySettings({
  uri,
  databaseName,
}: Pick<TestDatabase, 'uri' | 'databaseName'>): Record<string, string> {
  return {
    MONGODB_URI: uri,
    DATABASE_NAME: databaseName,
    MASTER_KEY: randomBytes(32).toString('base64'),
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  };
}

/**
 * @param environment the only settings it gets, besides PATH and HOME
 * @param main the program; default: what `npm start` runs
 * @param readyMs how long it may take to serve; else it is killed
 */
export async function startGatewayProcess(
  environment: Readonly<Record<string, string>>,
  main = MAIN,
  readyMs = READY_MS,
): Promise<GatewayProcess> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [main], {
    env: { PATH, HOME, PORT: '0', LOG_LEVEL: 'debug', ...NOBODY, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error('The gateway did not start in time.'));
    }, readyMs);
    child.stdout.on('data', () => {
      const found = /listening on (http:\S+)/.exec(output)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The gateway ended with ${String(code)} before it listened:\n${output}`));
    });
  });
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      const exits = once(child, 'exit');
      const timer = setTimeout(() => {
        // What is logged holds no PII.
        process.stderr.write(`Not stopped yet:\n${output.split('\n').slice(-SHOWN_LINES).join('\n')}\n`);
      }, STOP_MS);
      await exits;
      clearTimeout(timer);
    }
    return child.exitCode;
  };
  return {
    url,
    child,
    output: () => output,
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
  };
}
