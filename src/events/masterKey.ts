import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { randomFromPool } from '../lib/random.js';

/** AES-256-GCM output: `iv` 12 bytes, `tag` 16 bytes (NIST SP 800-38D). */
export interface SealedBox {
  readonly iv: Buffer;
  readonly box: Buffer;
  readonly tag: Buffer;
}

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
export const KEY_BYTES = 32;

/** Seals bytes; `context` is authenticated with them, so that a box cannot be moved to another record. */
export function seal(key: Buffer, plain: Buffer, context: string): SealedBox {
  const iv = randomFromPool(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv);
  cipher.setAAD(Buffer.from(context));
  const box = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { iv, box, tag: cipher.getAuthTag() };
}

/** Opens what {@link seal} made; throws when the key, the context or a single bit is not the same. */
export function open(key: Buffer, { iv, box, tag }: SealedBox, context: string): Buffer {
  const decipher = createDecipheriv(ALGORITHM, key, iv);
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(box), decipher.final()]);
}

export function hmac(key: Buffer, ...parts: readonly (string | Buffer)[]): Buffer {
  const mac = createHmac('sha256', key);
  for (const part of parts) {
    // Each part is preceded by its length: no two lists of parts give the same bytes.
    mac.update(`${String(Buffer.byteLength(part))}:`).update(part);
  }
  return mac.digest();
}

/** A secret as it is kept: under the master key, and, while that is being changed, under the next one as well. */
export interface Wrapped {
  readonly wrapped: SealedBox;
  readonly next?: SealedBox;
}

/** The key-encryption key: it wraps data keys and is itself kept outside of every database. */
export interface MasterKey {
  readonly hasNext: boolean;
  wrap(secret: Buffer, context: string): Wrapped;
  /** @throws when none of the keys at hand opens it */
  unwrap(wrapped: Wrapped, context: string): Buffer;
  /** What is to be kept in its place, so that the keys at hand are those that open it. */
  rewrap(wrapped: Wrapped, context: string): Wrapped | 'AS_IT_IS' | 'UNREADABLE';
  /** A key of 32 bytes for one purpose, the same in every process of the installation. */
  derive(purpose: string): Buffer;
}

/**
 * @param secret 32 bytes, from `MASTER_KEY` or the file in `DATA_DIR`
 * @param next 32 bytes, from `NEXT_MASTER_KEY`, while the master key is being changed
 */
export function createMasterKey(secret: Buffer, next: Buffer | null = null): MasterKey {
  const secrets = next ? [secret, next] : [secret];
  if (secrets.some(({ length }) => length !== KEY_BYTES))
    throw new RangeError(`A master key has ${String(KEY_BYTES)} bytes.`);

  const wrap = (plain: Buffer, context: string): Wrapped => ({
    wrapped: seal(secret, plain, `wrap/${context}`),
    ...(next && { next: seal(next, plain, `wrap/${context}`) }),
  });
  /** By one of the secrets; null: it is not that one's. */
  const opened = (key: Buffer, box: SealedBox | undefined, context: string): Buffer | null => {
    try {
      return box ? open(key, box, `wrap/${context}`) : null;
    } catch {
      return null;
    }
  };
  const unwrap = (kept: Wrapped, context: string): Buffer | null => {
    for (const key of secrets)
      for (const box of [kept.wrapped, kept.next]) {
        const plain = opened(key, box, context);
        if (plain) return plain;
      }
    return null;
  };

  return {
    hasNext: next !== null,
    wrap,
    unwrap: (kept, context) => {
      const plain = unwrap(kept, context);
      if (!plain) throw new Error('Wrapped by another master key.');
      return plain;
    },
    rewrap: (kept, context) => {
      const isOfFirst = opened(secret, kept.wrapped, context) !== null;
      const isDone = next ? opened(next, kept.next, context) !== null : kept.next === undefined;
      if (isOfFirst && isDone) return 'AS_IT_IS';
      const plain = unwrap(kept, context);
      return plain ? wrap(plain, context) : 'UNREADABLE';
    },
    derive: (purpose) => hmac(secret, 'derive', purpose),
  };
}
