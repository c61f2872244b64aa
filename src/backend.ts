import type { CommandStartedEvent, Db, MongoClient } from 'mongodb';
import { masterKeyFile, objectsFolder, type Config } from './config.js';
import { writeWaysOf } from './database/writeWays.js';
import { connectMongo } from './database/connect.js';
import { findRunningDatabase, startDatabase } from './database/findDatabase.js';
import { watchReachable } from './database/watchReachable.js';
import { whenReachable, type Waiting } from './database/whenReachable.js';
import type { CommitFeed } from './events/commitFeed.js';
import { createCore, openCore, type Core } from './events/core.js';
import { COLLECTIONS } from './events/collections.js';
import { createMongoCommitFeed } from './events/mongoCommitFeed.js';
import { createMongoRowFeed, type MongoRowFeed } from './events/mongoRowFeed.js';
import { createMongoDocuments } from './events/mongoDocuments.js';
import { SECOND_MS, type Clock } from './lib/clock.js';
import type { Log } from './lib/log.js';
import { noMeter, type Meter } from './lib/meter.js';
import { noTracer, type Tracer } from './lib/tracer.js';
import { within } from './lib/within.js';
import { errorName } from './lib/errors.js';
import { readOrMakeMasterKey } from './masterKeyFile.js';
import { MIGRATIONS, type Migration } from './migrations/migrations.js';
import { assertKnownSchema, assertWhole } from './migrations/schemaVersion.js';
import type { DeliveryRow } from './projections/webhookRows.js';
import { projectAll } from './projections/all.js';
import { createLocalObjectStore } from './storage/localObjectStore.js';
import { ObjectStoreUnusable, type ObjectStore } from './storage/objectStore.js';

/** The database and what stands on it, without any surface; for the gateway and for the command line. */
export interface Backend {
  readonly core: Core;
  readonly feed: CommitFeed;
  /** Deliveries that are made or changed, by whichever process. */
  readonly deliveryFeed: MongoRowFeed<DeliveryRow>;
  readonly db: Db;
  /** Which database was taken and where its data lies, for the start line; without credentials. */
  readonly description: string;
  /** What the program knows to bring the database up to date. */
  readonly migrations: readonly Migration[];
  /** Whether the databases can be written to at the moment, as far as the driver knows. */
  readonly isReachable: () => boolean;
  readonly stop: () => Promise<void>;
}

export interface BackendDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly meter?: Meter;
  readonly tracer?: Tracer;
  /** Told of every command that is sent to the databases, PII and all: for tests. */
  readonly onCommand?: (command: CommandStartedEvent) => void;
  /** Take the database of a gateway that runs on the same data folder instead of starting one. */
  readonly joinRunning?: boolean;
  /** Wait for a database that is away; absent: that is an error. */
  readonly waiting?: Waiting;
  /** Open it although a restore into it was broken off. */
  readonly isRestoring?: boolean;
  /** What the program knows to bring it up to date; default: its own. */
  readonly migrations?: readonly Migration[];
}

const CLOSE_MS = 1.5 * SECOND_MS;

/**
 * Finds or starts the database, connects, and checks the master key.
 * @throws DatabaseError, WrongMasterKey, BrokenMasterKeyFile, UnknownSchema: clear sentences for the operator
 */
export async function openBackend(
  config: Config,
  {
    clock,
    log,
    meter = noMeter,
    tracer = noTracer,
    onCommand,
    joinRunning = false,
    waiting,
    isRestoring,
    migrations = MIGRATIONS,
  }: BackendDeps,
): Promise<Backend> {
  const reach = <T>(attempt: () => Promise<T>): Promise<T> =>
    waiting ? whenReachable(attempt, waiting) : attempt();
  const found = await reach(() => findDatabase(config, log, joinRunning));
  const { uri, description, stop: stopDatabase } = found;
  const clients: MongoClient[] = [];
  const connect = async (address: string): Promise<MongoClient> => {
    const client = await reach(() => connectMongo(address, onCommand ? { monitorCommands: true } : {}));
    if (onCommand) client.on('commandStarted', onCommand);
    clients.push(client);
    return client;
  };
  const stop = async (): Promise<void> => {
    await Promise.all(clients.map((client) => within(CLOSE_MS, client.close())));
    await stopDatabase();
  };
  try {
    const client = await connect(uri);
    const keysClient = config.keysMongodbUri === null ? client : await connect(config.keysMongodbUri);
    const db = client.db(config.databaseName);
    const objects = await openObjects(config, log);
    const core = createCore({
      documents: createMongoDocuments(client, db, await writeWaysOf(client)),
      keys: createMongoDocuments(
        keysClient,
        keysClient.db(`${config.databaseName}_keys`),
        await writeWaysOf(keysClient),
      ),
      masterKey: config.masterKey ?? (await readOrMakeMasterKey(masterKeyFile(config.dataDir))),
      nextMasterKey: config.nextMasterKey,
      clock,
      log,
      meter,
      tracer,
      project: projectAll,
      objects,
    });
    await assertKnownSchema(core.documents, migrations);
    if (!isRestoring) await assertWhole(core.documents);
    await openCore(core);
    const reachable = clients.map(watchReachable);
    const feed = createMongoCommitFeed(db, core.store, core.origin, log);
    const deliveryFeed = createMongoRowFeed<DeliveryRow>(db, COLLECTIONS.deliveries, log);
    return {
      core,
      feed,
      deliveryFeed,
      db,
      description,
      migrations,
      isReachable: () => reachable.every((isReachable) => isReachable()),
      // What runs is let finish before its connection is taken away; but where the database is away, it hangs.
      stop: async () => {
        await within(CLOSE_MS, core.store.idle());
        await within(CLOSE_MS, Promise.all([feed.stop(), deliveryFeed.stop()]));
        await within(CLOSE_MS, objects.close());
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * A store that is only out of reach for the moment stops nobody: files wait, and everything else goes on.
 * @throws ObjectStoreUnusable
 */
async function openObjects({ s3, dataDir }: Config, log: Log): Promise<ObjectStore> {
  const objects = await chooseObjects(s3, dataDir);
  try {
    await objects.open();
  } catch (error) {
    if (error instanceof ObjectStoreUnusable) throw error;
    log.warn({ reason: errorName(error) }, 'The object store cannot be reached; files have to wait.');
  }
  return objects;
}

async function chooseObjects(s3: Config['s3'], dataDir: string): Promise<ObjectStore> {
  if (!s3) return createLocalObjectStore(objectsFolder(dataDir));
  // Only here: it is large, and nobody else needs it.
  const { createS3ObjectStore } = await import('./storage/s3ObjectStore.js');
  return createS3ObjectStore(s3);
}

interface FoundDatabase {
  readonly uri: string;
  readonly description: string;
  readonly stop: () => Promise<void>;
}

async function findDatabase(config: Config, log: Log, joinRunning: boolean): Promise<FoundDatabase> {
  const running =
    joinRunning && config.mongodbUri === null ? await findRunningDatabase(config.dataDir) : null;
  if (running !== null) {
    return { uri: running, description: 'the running gateway’s database', stop: () => Promise.resolve() };
  }
  return startDatabase({
    dataDir: config.dataDir,
    ...(config.mongodbUri !== null && { mongodbUri: config.mongodbUri }),
    ...(config.embeddedDb !== null && { embedded: config.embeddedDb }),
    log: (message, detail) => {
      log.info(detail ?? {}, message);
    },
  });
}
