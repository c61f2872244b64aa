import {
  MongoClient,
  MongoParseError,
  MongoServerError,
  MongoServerSelectionError,
  type MongoClientOptions,
} from 'mongodb';
import { isDatabaseAway } from '../lib/databaseAway.js';
import { DatabaseAwayError, DatabaseError, DatabaseUnusableError, StandaloneServerError } from './errors.js';
import { describeUri } from './describeUri.js';
import { reasonOf } from './log.js';

const CONNECT_TIMEOUT_MS = 10_000;
const UNAUTHORIZED = 13;
const AUTHENTICATION_FAILED = 18;

/**
 * Connects, with the promises the whole product rests on: a write is acknowledged when a majority has it in its
 * journal. Transactions and change streams are checked. Close the client when done.
 *
 * A server that is away for a moment is waited for: 10 seconds at most for each operation, unless the address has
 * another `serverSelectionTimeoutMS`. `options` override both.
 * @throws StandaloneServerError, DatabaseUnusableError, DatabaseAwayError; none holds credentials
 */
export async function connectMongo(uri: string, options: MongoClientOptions = {}): Promise<MongoClient> {
  const client = createClient(uri, options);
  try {
    await client.connect();
    await assertReplicaSet(client);
    return client;
  } catch (error) {
    await client.close();
    if (error instanceof DatabaseError) throw error;
    const kind = isAway(error) ? DatabaseAwayError : DatabaseUnusableError;
    throw new kind(`${describeUri(uri)} cannot be used: ${explain(error)}`);
  }
}

function createClient(uri: string, options: MongoClientOptions): MongoClient {
  try {
    return new MongoClient(uri, {
      appName: 'lethe',
      ...(!/[?&]serverSelectionTimeoutMS=/i.test(uri) && { serverSelectionTimeoutMS: CONNECT_TIMEOUT_MS }),
      connectTimeoutMS: CONNECT_TIMEOUT_MS,
      ...options,
      writeConcern: { w: 'majority', journal: true },
    });
  } catch {
    // The driver's message may quote the whole string, password and all: it must not become our cause either.
    throw new DatabaseUnusableError('MONGODB_URI is no valid MongoDB connection string.');
  }
}

/**
 * Makes sure of transactions and change streams, by using both: what a server says of itself is not proof enough.
 * @throws StandaloneServerError with the way out; DatabaseUnusableError when either does not work
 */
export async function assertReplicaSet(client: MongoClient): Promise<void> {
  const database = client.db();
  const hello = await database.command({ hello: 1 });
  if (hello['setName'] === undefined && hello['msg'] !== 'isdbgrid') {
    const { host, port } = client.options.hosts[0] ?? {};
    throw new StandaloneServerError(`${host ?? 'that address'}:${port ?? 27017}`, port ?? 27017);
  }
  await check('transactions', async () => {
    await client.withSession((session) =>
      session.withTransaction(async () => {
        await database.collection('probe').findOne({}, { session });
      }),
    );
  });
  await check('change streams', async () => {
    const stream = database.watch([], { maxAwaitTimeMS: 1 });
    try {
      await stream.tryNext();
    } finally {
      await stream.close();
    }
  });
}

async function check(what: string, attempt: () => Promise<void>): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    // Rights on this one database are missing, which tells nothing about the server: the product may use another.
    if (error instanceof MongoServerError && error.code === UNAUTHORIZED) return;
    if (isAway(error)) throw error;
    throw new DatabaseUnusableError(`The server does not give Lethe ${what}: ${explain(error)}`);
  }
}

function explain(error: unknown): string {
  if (error instanceof MongoParseError) return 'it is no valid MongoDB connection string.';
  if (error instanceof MongoServerError && error.code === AUTHENTICATION_FAILED)
    return 'the credentials are refused.';
  if (error instanceof MongoServerSelectionError && isUninitiated(error)) {
    return "its replica set is not initiated; run once: mongosh --eval 'rs.initiate()' on it.";
  }
  return reasonOf(error);
}

/** What the system says of a connection that is cut; the driver does not always say it in its own words. */
const CUT = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** It may be there later. A name server that knows no such host too: names come and go with what they name. */
function isAway(error: unknown): boolean {
  if (isDatabaseAway(error)) return true;
  if (!(error instanceof Error)) return false;
  const isNameUnknown = 'syscall' in error && /^(getaddrinfo|query)/.test(String(error.syscall));
  return isNameUnknown || ('code' in error && CUT.has(String(error.code)));
}

/** Started with --replSet, but `rs.initiate()` was never run. */
function isUninitiated(error: MongoServerSelectionError): boolean {
  const servers = [...(error.reason?.servers.values() ?? [])];
  return servers.some((server) => server.type === 'RSGhost');
}
