/** What is stored of an object, without its content. */
export interface ObjectInfo {
  readonly key: string;
  readonly bytes: number;
  readonly modifiedAt: Date;
}

/** A part of an object: from `start`, up to and without `end`, both in bytes and both inside of the object. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Where files are. It knows neither their keys nor whose they are: what it gets is sealed, and its names are random
 * (see {@link objectKey}). What cannot be reached throws whatever its library throws; the message may name addresses,
 * so only the error's class is for logs.
 */
export interface ObjectStore {
  /** Where it is, for people; without credentials. */
  readonly description: string;
  /** Makes sure that it can be used, once, before anything is served. @throws ObjectStoreUnusable */
  open(): Promise<void>;
  /**
   * Writes an object, whole or not at all: a reader sees the old one or the new one. Gives its size.
   * @throws ObjectTooLarge past `maxBytes`, and whatever `body` throws; nothing is left behind then
   */
  put(key: string, body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<number>;
  /** The content, all of it or a range; null when there is none. Read it to its end, or return from it. */
  get(key: string, range?: ByteRange): Promise<AsyncIterable<Buffer> | null>;
  stat(key: string): Promise<ObjectInfo | null>;
  /** Deletes every version of it; one that is gone already counts as deleted. */
  delete(key: string): Promise<void>;
  /** Every object of which any version is left and whose key begins so, in no order. */
  list(prefix: string): AsyncIterable<ObjectInfo>;
  /**
   * Removes what writers that died have left of objects that never came to be: at least what was to begin so, where it
   * was begun before the instant.
   */
  discardUnfinished(prefix: string, before: Date): Promise<void>;
  close(): Promise<void>;
}

/** More bytes came than the caller allows. */
export class ObjectTooLarge extends Error {
  override readonly name = 'ObjectTooLarge';
  constructor() {
    super('The object is larger than it may be.');
  }
}

/** Nothing can be stored there; the sentence is for the operator and names settings, never their values. */
export class ObjectStoreUnusable extends Error {
  override readonly name = 'ObjectStoreUnusable';
}

/** Passes a body on and counts it; throws as soon as it is too much. */
export async function* limited(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Buffer, void, undefined> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new ObjectTooLarge();
    yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
  }
}
