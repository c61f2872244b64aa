import { MongoClient, type Document } from 'mongodb';
import { setTimeout as sleep } from 'node:timers/promises';

const REPLICA_SET = 'lethe';
export const OLDEST_MONGOD = 7;

/** `7.0.14` out of what `mongod --version` prints; null when this is no mongod. */
export function parseMongodVersion(printed: string): string | null {
  return /^\s*db version v(\d+\.\d+\.\d+\S*)/m.exec(printed)?.[1] ?? null;
}

export function isRecentEnough(version: string): boolean {
  return Number.parseInt(version, 10) >= OLDEST_MONGOD;
}

/** The arguments for a one-node replica set on the loopback. The journal needs no flag: since 6.1 it is always on. */
export function mongodArguments(dataFolder: string, port: number, expirySeconds?: number): string[] {
  return [
    ...['--dbpath', dataFolder, '--bind_ip', '127.0.0.1', '--port', String(port), '--replSet', REPLICA_SET],
    // Half of the machine's memory, mongod's own choice, is too much for a guest on a laptop.
    ...['--wiredTigerCacheSizeGB', '0.5', '--oplogSize', '1024'],
    // A primary would wait 15 s for its clients to leave; ours have left when it is told to stop.
    ...['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100'],
    ...(expirySeconds === undefined
      ? []
      : ['--setParameter', `ttlMonitorSleepSecs=${String(expirySeconds)}`]),
    '--quiet',
    // Windows has no UNIX sockets, and its mongod does not know the flag.
    ...(process.platform === 'win32' ? [] : ['--nounixsocket']),
  ];
}

/** What must be told to a mongod that listens on `port`, given its replica set's configuration (null: none yet). */
export function replicaSetCommand(config: Document | null, port: number): Document | null {
  const members = [{ _id: 0, host: `127.0.0.1:${port}` }];
  if (config === null) return { replSetInitiate: { _id: REPLICA_SET, members } };
  const [member] = config['members'] as { host: string }[];
  if (member?.host === members[0]?.host) return null;
  // The port has changed since the last start, so the set does not know itself: there is no primary to ask nicely.
  return { replSetReconfig: { ...config, version: Number(config['version']) + 1, members }, force: true };
}

/**
 * Makes the mongod a replica set of one, if it is none yet, and waits until it is the primary.
 * @throws the driver's errors; Error when there is no primary after `timeoutMs` milliseconds
 */
export async function prepareMongod(port: number, timeoutMs: number): Promise<void> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: timeoutMs,
  });
  try {
    const admin = client.db('admin');
    const command = replicaSetCommand(await readConfig(client), port);
    if (command !== null) await admin.command(command);
    for (const until = Date.now() + timeoutMs; Date.now() < until;) {
      if ((await admin.command({ hello: 1 }))['isWritablePrimary'] === true) return;
      await sleep(50);
    }
    throw new Error(`mongod did not become primary within ${timeoutMs / 1000} s.`);
  } finally {
    await client.close();
  }
}

const NOT_YET_INITIALIZED = 94;

async function readConfig(client: MongoClient): Promise<Document | null> {
  try {
    const answer = await client.db('admin').command({ replSetGetConfig: 1 });
    return answer['config'] as Document;
  } catch (error) {
    if ((error as { code?: unknown }).code === NOT_YET_INITIALIZED) return null;
    throw error;
  }
}
