import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startApp, type AppOptions, type RunningApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import type { Log } from '../../src/lib/log.js';
import { openTestDatabase, type TestDatabase } from './database.js';
import { gatewaySettings } from './gatewayProcess.js';
import { ADMIN, postWebhook, type Session, signIn } from './session.js';

export { ADMIN, APP_SECRET, eventually, type Session } from './session.js';

/** The gateway in this process, on a database of its own and a port of its own, used only through its addresses. */
export interface TestApp {
  readonly app: RunningApp;
  readonly database: TestDatabase;
  readonly url: string;
  /** Its settings, for the command line. */
  readonly environment: Readonly<Record<string, string>>;
  /** Every line that was logged, as JSON. */
  readonly logged: readonly string[];
  /** The clock that the gateway goes by. */
  now: Date;
  signIn(credentials?: { email: string; password: string }): Promise<Session>;
  /** Posts a webhook, signed unless told otherwise. */
  postWebhook(numberId: string, body: unknown, signature?: string): Promise<Response>;
  rest(
    path: string,
    apiKey: string,
    init?: RequestInit,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  /** A second gateway on the same database, with other settings where they are given. */
  startAnother(settings?: Readonly<Record<string, string>>): Promise<RunningApp>;
  stop(): Promise<void>;
}

export interface TestAppOptions {
  readonly now?: Date;
  /** For what is kept beside the database; without: a temporary folder. */
  readonly dataDir?: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** Told of every command that its driver sends. */
  readonly onCommand?: AppOptions['onCommand'];
}

export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = await openTestDatabase('e2e');
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(os.tmpdir(), 'lethe-e2e-')));
  const logged: string[] = [];
  const write = (fields: Readonly<Record<string, unknown>>, message: string): void => {
    logged.push(JSON.stringify({ ...fields, message }));
  };
  // Names and frames only, as everything that is logged: where a test meets a failure of ours, its cause is in the output.
  const writeError: typeof write = (fields, message) => {
    write(fields, message);
    if ('frames' in fields) process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);
  };
  const log: Log = { debug: write, info: write, warn: write, error: writeError };
  const environment = {
    PORT: '0',
    ...gatewaySettings(database),
    // Nobody there, unless a test says otherwise: no test asks the provider.
    WHATSAPP_API_URL: 'http://127.0.0.1:9',
    DATA_DIR: dataDir,
    ...options.settings,
  };
  const state = { now: options.now ?? new Date() };
  const start = (more: Readonly<Record<string, string>>): Promise<RunningApp> =>
    startApp(readConfig({ ...environment, ...more }), {
      clock: () => state.now,
      log,
      ...(options.onCommand && { onCommand: options.onCommand }),
    });
  const app = await start({});
  const others: RunningApp[] = [];
  const { url } = app;
  return {
    app,
    database,
    url,
    environment,
    logged,
    get now() {
      return state.now;
    },
    set now(now: Date) {
      state.now = now;
    },
    signIn: (credentials = ADMIN) => signIn(url, credentials),
    postWebhook: (numberId, body, signature) => postWebhook(url, numberId, body, signature),
    rest: async (path, apiKey, init = {}) => {
      const headers = {
        'x-api-key': apiKey,
        ...(init.body !== undefined && { 'content-type': 'application/json' }),
      };
      const response = await fetch(`${url}${path}`, { ...init, headers });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    startAnother: async (more = {}) => {
      const another = await start(more);
      others.push(another);
      return another;
    },
    stop: async () => {
      for (const other of others) await other.stop();
      await app.stop();
      await database.close();
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
