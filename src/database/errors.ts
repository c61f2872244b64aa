/** Everything that can keep a database from starting. Messages are for the operator and hold no credentials. */
export class DatabaseError extends Error {
  override readonly name: string = 'DatabaseError';
}

/** The server is a standalone mongod: no transactions, no change streams. */
export class StandaloneServerError extends DatabaseError {
  override readonly name = 'StandaloneServerError';
  constructor(address: string, port: number) {
    super(
      `The server at ${address} is a standalone mongod. Lethe needs transactions and change streams, which only ` +
        'a replica set or a sharded cluster has. Two commands turn it into a replica set of one node; add ' +
        '--replSet to the options it is started with now (or replication.replSetName to mongod.conf):\n' +
        `  mongod --replSet rs0 --bind_ip 127.0.0.1 --port ${port} --dbpath <its data folder>\n` +
        `  mongosh --port ${port} --eval 'rs.initiate()'`,
    );
  }
}

/** No server answers, or it is not ready yet: it may be there later. */
export class DatabaseAwayError extends DatabaseError {
  override readonly name = 'DatabaseAwayError';
}

/** A server answers, but not with what Lethe needs, and waiting does not help. */
export class DatabaseUnusableError extends DatabaseError {
  override readonly name = 'DatabaseUnusableError';
}

/** Another live process holds the data folder. */
export class DatabaseInUseError extends DatabaseError {
  override readonly name = 'DatabaseInUseError';
  constructor(
    readonly folder: string,
    readonly holderPid: number,
  ) {
    super(
      `The database in ${folder} is in use by process ${holderPid}. Two must never share one folder: stop that ` +
        'process, give this one its own DATA_DIR, or let both use one server by MONGODB_URI.',
    );
  }
}

/** `EMBEDDED_DB` asks for another engine than the one that wrote the folder. */
export class EngineMismatchError extends DatabaseError {
  override readonly name = 'EngineMismatchError';
  constructor(folder: string, remembered: string, pinned: string) {
    super(
      `The data in ${folder} was written by ${remembered}, and EMBEDDED_DB asks for ${pinned}, which cannot read ` +
        `it. Set EMBEDDED_DB=${remembered} (or unset it), or take another DATA_DIR for a new, empty database.`,
    );
  }
}

/** A program was found, but it did not come up. */
export class EngineStartError extends DatabaseError {
  override readonly name = 'EngineStartError';
}

/** One way to a database, and why it was not taken. */
export interface FailedWay {
  readonly way: string;
  readonly reason: string;
}

/** Nothing was found; names the four ways to a database and why each was not taken. */
export class NoDatabaseError extends DatabaseError {
  override readonly name = 'NoDatabaseError';
  constructor(readonly failed: readonly FailedWay[]) {
    const reasons = failed.map(({ way, reason }) => `  - ${way}: ${reason}`);
    super(
      'No database could be started. Any one of these four ways will do:\n' +
        '  1. Set MONGODB_URI to a MongoDB replica set or sharded cluster.\n' +
        '  2. Install mongod 7 or newer, on PATH or named by MONGOMS_SYSTEM_BINARY.\n' +
        '  3. Let mongodb-memory-server download a mongod: EMBEDDED_DB=mongod tries again now.\n' +
        '  4. Let pip fetch SecantusDB (needs Python and pip): EMBEDDED_DB=secantus tries again now.\n' +
        `What was tried:\n${reasons.join('\n')}`,
    );
  }
}
