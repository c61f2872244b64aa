import { findCachedSecantus } from '../../src/database/fetchSecantus.js';
import { childEnvironment, userCacheFolder } from '../../src/database/environment.js';
import { findLocalMongod } from '../../src/database/findMongod.js';
import { findFreePort } from '../../src/database/freePort.js';
import { launchEngine } from '../../src/database/launchEngine.js';

/** Starts, on a folder, whatever engine this machine has as the one thing Lethe refuses: a standalone server. */
export async function startStandalone(folder: string): Promise<{ port: number; stop(): Promise<void> }> {
  const env = childEnvironment(process.env);
  const port = await findFreePort();
  const secantus = await findCachedSecantus({ cacheFolder: userCacheFolder(process.env), env });
  const mongod = (await findLocalMongod(process.env)).program?.command;
  const place = ['--port', String(port)];
  const [command, args] =
    mongod === undefined
      ? [secantus, ['--storage-path', folder, '--standalone', '--log-file-max', '128MB', ...place]]
      : [mongod, ['--dbpath', folder, '--bind_ip', '127.0.0.1', ...place]];
  if (command === null) throw new Error('There is no engine on this machine.');
  const plan = { command, args, env, port, readyTimeoutMs: 60_000 };
  const engine = await launchEngine(
    { ...plan, onSpawned: () => undefined, prepare: () => Promise.resolve() },
    new AbortController().signal,
  );
  return { port, stop: () => engine.stop(10_000) };
}
