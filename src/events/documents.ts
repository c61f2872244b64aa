/**
 * The document store as the rest of the product sees it: a small part of MongoDB's language, so that the same
 * event store, projections and sweeps run on a server and, in property-based tests, in memory.
 */
export interface Doc {
  readonly _id: string;
}

/** A query in MongoDB's filter language. */
export type Filter = Readonly<Record<string, unknown>>;

export interface FindOptions {
  readonly sort?: Readonly<Record<string, 1 | -1>>;
  readonly skip?: number;
  readonly limit?: number;
  readonly fields?: readonly string[];
}

/** A change to the documents that match `filter`; `many` touches all of them, else the first. */
export interface Update {
  readonly filter: Filter;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly unset?: readonly string[];
  readonly max?: Readonly<Record<string, unknown>>;
  readonly inc?: Readonly<Record<string, number>>;
  readonly addToSet?: Readonly<Record<string, unknown>>;
  readonly setOnInsert?: Readonly<Record<string, unknown>>;
  readonly upsert?: boolean;
  readonly many?: boolean;
}

export interface UpdateCounts {
  /** Documents that the filters matched, upserts not counted. */
  readonly matched: number;
  readonly upserted: number;
}

/** Others hold what was to be written: a transaction under way, or one of a process that died in it. */
export class Contended extends Error {
  override readonly name = 'Contended';
  constructor(options: { readonly cause: unknown }) {
    super('What was to be written is held by another transaction.', options);
  }
}

/** What can be done with documents, inside a transaction as outside of one. */
export interface DocumentOperations {
  find<T extends Doc>(collection: string, filter: Filter, options?: FindOptions): Promise<T[]>;
  findOne<T extends Doc>(collection: string, filter: Filter, options?: FindOptions): Promise<T | null>;
  count(collection: string, filter: Filter): Promise<number>;
  /** Inserts all or throws {@link DuplicateKey}. */
  insertMany(collection: string, docs: readonly Doc[]): Promise<void>;
  update(collection: string, updates: readonly Update[]): Promise<UpdateCounts>;
  /** Deletes what matches and says how many that were. */
  deleteMany(collection: string, filter: Filter): Promise<number>;
}

export interface Documents extends DocumentOperations {
  /** Everything that matches, by one cursor, without holding it in memory. */
  stream<T extends Doc>(collection: string, filter: Filter, options?: FindOptions): AsyncIterable<T>;
  aggregate<T>(collection: string, pipeline: readonly Readonly<Record<string, unknown>>[]): Promise<T[]>;
  /**
   * Runs `work` so that all of it happens or none; it may be run again after a write conflict.
   * @param patienceMs how long it is run again at least, at least once; default: as the driver does, for two minutes
   * @throws Contended where others hold what it writes for longer than `patienceMs`
   */
  transaction<T>(work: (tx: DocumentOperations) => Promise<T>, patienceMs?: number): Promise<T>;
  ensureIndexes(collections: readonly CollectionSpec[]): Promise<void>;
}

export interface IndexSpec {
  readonly name: string;
  readonly keys: Readonly<Record<string, 1 | -1>>;
  readonly unique?: boolean;
  /** Only documents that match are in the index. */
  readonly partial?: Filter;
  /** Only documents that have the (only) key are in the index. */
  readonly sparse?: boolean;
  /** Documents vanish this many seconds after the instant in the (only) key. */
  readonly expireAfterSeconds?: number;
}

export interface CollectionSpec {
  readonly name: string;
  readonly indexes: readonly IndexSpec[];
}

/** A unique index refused an insert; `index` is its name (`_id_` for the identifier). Carries no values. */
export class DuplicateKey extends Error {
  override readonly name = 'DuplicateKey';
  constructor(
    readonly collection: string,
    readonly index: string,
  ) {
    super(`A document with the same unique key (${index}) is already in ${collection}.`);
  }
}
