import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startDatabase, type RunningDatabase } from '../../src/database/findDatabase.js';

/** Longer than any run: tests live by clocks of their own, and the server would remove their sessions by its own. */
const EXPIRY_SECONDS = 365 * 86_400;

/** The one server of a test run; its folder goes with it. */
export interface TestServer {
  readonly uri: string;
  stop(): Promise<void>;
}

/**
 * Starts what the product itself would find, on a folder that lives as long as the run. `TEST_MONGODB_URI` names
 * any other server instead, `EMBEDDED_DB` pins the engine.
 */
export async function startTestServer(environment: NodeJS.ProcessEnv): Promise<TestServer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lethe-test-'));
  const pinned = environment['EMBEDDED_DB'];
  const remove = () => rm(folder, { recursive: true, force: true });
  let database: RunningDatabase;
  try {
    database = await startDatabase({
      mongodbUri: environment['TEST_MONGODB_URI'],
      embedded: pinned === 'mongod' || pinned === 'secantus' ? pinned : undefined,
      dataDir: folder,
      expirySeconds: EXPIRY_SECONDS,
      log: (message, detail) => process.stderr.write(`${message} ${JSON.stringify(detail ?? {})}\n`),
    });
  } catch (error) {
    await remove();
    throw error;
  }
  process.stderr.write(`Test database: ${database.description}\n`);
  return {
    uri: database.uri,
    async stop() {
      await database.stop();
      await remove();
    },
  };
}
